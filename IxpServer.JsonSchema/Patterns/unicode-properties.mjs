// Writes unicode-properties.txt, the sets behind \p{…}, as this Node's own regular expressions have them:
//
//   node unicode-properties.mjs > unicode-properties.txt
//
// A line is a kind (gc, sc, scx or bin), the names that the standard takes for the set, and its bounds: where it begins,
// where it ends, where it begins again …, each as the distance from the one before in base 36. A script has a line scx
// only where its extensions differ. Whoever adds scripts of a new Unicode learns here if some are missing.

const categories = `LC|Cased_Letter C|Other Cc|Control|cntrl Cf|Format Cn|Unassigned Co|Private_Use Cs|Surrogate L|Letter
Ll|Lowercase_Letter Lm|Modifier_Letter Lo|Other_Letter Lt|Titlecase_Letter Lu|Uppercase_Letter M|Mark|Combining_Mark
Mc|Spacing_Mark Me|Enclosing_Mark Mn|Nonspacing_Mark N|Number Nd|Decimal_Number|digit Nl|Letter_Number No|Other_Number
P|Punctuation|punct Pc|Connector_Punctuation Pd|Dash_Punctuation Pe|Close_Punctuation Pf|Final_Punctuation
Pi|Initial_Punctuation Po|Other_Punctuation Ps|Open_Punctuation S|Symbol Sc|Currency_Symbol Sk|Modifier_Symbol
Sm|Math_Symbol So|Other_Symbol Z|Separator Zl|Line_Separator Zp|Paragraph_Separator Zs|Space_Separator`;

const binary = `ASCII ASCII_Hex_Digit|AHex Alphabetic|Alpha Any Assigned Bidi_Control|Bidi_C Bidi_Mirrored|Bidi_M
Case_Ignorable|CI Cased Changes_When_Casefolded|CWCF Changes_When_Casemapped|CWCM Changes_When_Lowercased|CWL
Changes_When_NFKC_Casefolded|CWKCF Changes_When_Titlecased|CWT Changes_When_Uppercased|CWU Dash
Default_Ignorable_Code_Point|DI Deprecated|Dep Diacritic|Dia Emoji Emoji_Component|EComp Emoji_Modifier|EMod
Emoji_Modifier_Base|EBase Emoji_Presentation|EPres Extended_Pictographic|ExtPict Extender|Ext Grapheme_Base|Gr_Base
Grapheme_Extend|Gr_Ext Hex_Digit|Hex IDS_Binary_Operator|IDSB IDS_Trinary_Operator|IDST ID_Continue|IDC ID_Start|IDS
Ideographic|Ideo Join_Control|Join_C Logical_Order_Exception|LOE Lowercase|Lower Math Noncharacter_Code_Point|NChar
Pattern_Syntax|Pat_Syn Pattern_White_Space|Pat_WS Quotation_Mark|QMark Radical Regional_Indicator|RI
Sentence_Terminal|STerm Soft_Dotted|SD Terminal_Punctuation|Term Unified_Ideograph|UIdeo Uppercase|Upper
Variation_Selector|VS White_Space|space XID_Continue|XIDC XID_Start|XIDS`;

const scripts = `Adlm|Adlam Aghb|Caucasian_Albanian Ahom Arab|Arabic Armi|Imperial_Aramaic Armn|Armenian Avst|Avestan
Bali|Balinese Bamu|Bamum Bass|Bassa_Vah Batk|Batak Beng|Bengali Berf|Beria_Erfe Bhks|Bhaiksuki Bopo|Bopomofo Brah|Brahmi
Brai|Braille Bugi|Buginese Buhd|Buhid Cakm|Chakma Cans|Canadian_Aboriginal Cari|Carian Cham Cher|Cherokee
Chrs|Chorasmian Copt|Coptic|Qaac Cpmn|Cypro_Minoan Cprt|Cypriot Cyrl|Cyrillic Deva|Devanagari Diak|Dives_Akuru Dogr|Dogra
Dsrt|Deseret Dupl|Duployan Egyp|Egyptian_Hieroglyphs Elba|Elbasan Elym|Elymaic Ethi|Ethiopic Gara|Garay Geor|Georgian
Glag|Glagolitic Gong|Gunjala_Gondi Gonm|Masaram_Gondi Goth|Gothic Gran|Grantha Grek|Greek Gujr|Gujarati Gukh|Gurung_Khema
Guru|Gurmukhi Hang|Hangul Hani|Han Hano|Hanunoo Hatr|Hatran Hebr|Hebrew Hira|Hiragana Hluw|Anatolian_Hieroglyphs
Hmng|Pahawh_Hmong Hmnp|Nyiakeng_Puachue_Hmong Hung|Old_Hungarian Ital|Old_Italic Java|Javanese Kali|Kayah_Li
Kana|Katakana Kawi Khar|Kharoshthi Khmr|Khmer Khoj|Khojki Kits|Khitan_Small_Script Knda|Kannada Krai|Kirat_Rai
Kthi|Kaithi Lana|Tai_Tham Laoo|Lao Latn|Latin Lepc|Lepcha Limb|Limbu Lina|Linear_A Linb|Linear_B Lisu Lyci|Lycian
Lydi|Lydian Mahj|Mahajani Maka|Makasar Mand|Mandaic Mani|Manichaean Marc|Marchen Medf|Medefaidrin Mend|Mende_Kikakui
Merc|Meroitic_Cursive Mero|Meroitic_Hieroglyphs Mlym|Malayalam Modi Mong|Mongolian Mroo|Mro Mtei|Meetei_Mayek
Mult|Multani Mymr|Myanmar Nagm|Nag_Mundari Nand|Nandinagari Narb|Old_North_Arabian Nbat|Nabataean Newa Nkoo|Nko
Nshu|Nushu Ogam|Ogham Olck|Ol_Chiki Onao|Ol_Onal Orkh|Old_Turkic Orya|Oriya Osge|Osage Osma|Osmanya Ougr|Old_Uyghur
Palm|Palmyrene Pauc|Pau_Cin_Hau Perm|Old_Permic Phag|Phags_Pa Phli|Inscriptional_Pahlavi Phlp|Psalter_Pahlavi
Phnx|Phoenician Plrd|Miao Prti|Inscriptional_Parthian Rjng|Rejang Rohg|Hanifi_Rohingya Runr|Runic Samr|Samaritan
Sarb|Old_South_Arabian Saur|Saurashtra Sgnw|SignWriting Shaw|Shavian Shrd|Sharada Sidd|Siddham Sidt|Sidetic
Sind|Khudawadi Sinh|Sinhala Sogd|Sogdian Sogo|Old_Sogdian Sora|Sora_Sompeng Soyo|Soyombo Sund|Sundanese Sunu|Sunuwar
Sylo|Syloti_Nagri Syrc|Syriac Tagb|Tagbanwa Takr|Takri Tale|Tai_Le Talu|New_Tai_Lue Taml|Tamil Tang|Tangut Tavt|Tai_Viet
Tayo|Tai_Yo Telu|Telugu Tfng|Tifinagh Tglg|Tagalog Thaa|Thaana Thai Tibt|Tibetan Tirh|Tirhuta Tnsa|Tangsa Todr|Todhri
Tols|Tolong_Siki Toto Tutg|Tulu_Tigalari Ugar|Ugaritic Vaii|Vai Vith|Vithkuqi Wara|Warang_Citi Wcho|Wancho
Xpeo|Old_Persian Xsux|Cuneiform Yezi|Yezidi Yiii|Yi Zanb|Zanabazar_Square Zinh|Inherited|Qaai Zyyy|Common Zzzz|Unknown`;

// Every code point but the surrogates, which no text has.
let text = '';
for (let code = 0; code <= 0x10ffff; code = code === 0xd7ff ? 0xe000 : code + 1) text += String.fromCodePoint(code);

// The code point at an index of the text.
const codeAt = (at) => (at < 0xd800 ? at : at < 0xf800 ? at + 0x800 : 0x10000 + (at - 0xf800) / 2);

function bounds(property) {
  const found = [];
  for (const run of text.matchAll(new RegExp(`\\p{${property}}+`, 'gu'))) {
    const from = codeAt(run.index);
    const after = run.index + run[0].length;
    const end = after === 0xd800 ? after : codeAt(after);
    found.push(...(from < 0xd800 && end > 0xe000 ? [from, 0xd800, 0xe000, end] : [from, end]));
  }
  return found;
}

const lines = [`# Unicode ${process.versions.unicode}, made by unicode-properties.mjs`];
const line = (kind, names, of) => {
  const distances = of.map((bound, i) => (bound - (i && of[i - 1])).toString(36));
  lines.push(`${kind}=${names}:${distances.join(' ')}`);
};

let withScript = 0;
for (const names of categories.split(/\s+/)) line('gc', names, bounds(`gc=${names.split('|')[0]}`));
for (const names of binary.split(/\s+/)) line('bin', names, bounds(names.split('|')[0]));
for (const names of scripts.split(/\s+/)) {
  const [own, extended] = ['sc', 'scx'].map((kind) => bounds(`${kind}=${names.split('|')[0]}`));
  withScript += own.reduce((sum, bound, i) => sum + (i % 2 ? bound : -bound), 0);
  line('sc', names, own);
  if (`${own}` !== `${extended}`) line('scx', names, extended);
}

const all = 0x110000 - 0x800;
if (withScript !== all) throw new Error(`${all - withScript} code points are in none of the scripts: name the new ones`);
process.stdout.write(`${lines.join('\n')}\n`);
