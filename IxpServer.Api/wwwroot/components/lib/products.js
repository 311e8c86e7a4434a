// The sample catalogue, and a drawing for each product in place of a photograph.
import { s } from './kit.js';

export const products = [
  {
    id: 'p1',
    name: 'Arc desk lamp',
    department: 'desk',
    price: 89,
    rating: 4.7,
    stock: 12,
    added: '2026-03-02',
    art: 'lamp',
  },
  {
    id: 'p2',
    name: 'Stoneware mug',
    department: 'kitchen',
    price: 18,
    rating: 4.5,
    stock: 64,
    added: '2025-11-20',
    art: 'mug',
  },
  {
    id: 'p3',
    name: 'Lounge chair, oak',
    department: 'living',
    price: 420,
    rating: 4.9,
    stock: 3,
    added: '2026-06-11',
    art: 'chair',
  },
  {
    id: 'p4',
    name: 'Enamel kettle',
    department: 'kitchen',
    price: 64,
    rating: 4.2,
    stock: 0,
    added: '2025-08-01',
    art: 'kettle',
  },
  {
    id: 'p5',
    name: 'Terracotta planter',
    department: 'outdoor',
    price: 36,
    rating: 4.4,
    stock: 21,
    added: '2026-04-18',
    art: 'plant',
  },
  {
    id: 'p6',
    name: 'Paper floor lamp',
    department: 'living',
    price: 145,
    rating: 4.1,
    stock: 7,
    added: '2026-01-09',
    art: 'lantern',
  },
  {
    id: 'p7',
    name: 'Serving bowl, ash',
    department: 'kitchen',
    price: 52,
    rating: 4.8,
    stock: 15,
    added: '2026-05-27',
    art: 'bowl',
  },
  {
    id: 'p8',
    name: 'Folding garden chair',
    department: 'outdoor',
    price: 78,
    rating: 3.9,
    stock: 30,
    added: '2025-05-14',
    art: 'chair',
  },
  {
    id: 'p9',
    name: 'Pen tray, walnut',
    department: 'desk',
    price: 29,
    rating: 4.3,
    stock: 9,
    added: '2026-07-03',
    art: 'tray',
  },
  {
    id: 'p10',
    name: 'Camping lantern',
    department: 'outdoor',
    price: 49,
    rating: 4.6,
    stock: 0,
    added: '2026-02-22',
    art: 'lantern',
  },
];

const art = {
  lamp: ['M46 92h36', 'M64 92V66L44 46', 'M44 46l34-16', 'M70 22l22 12-8 14-24-12z'],
  mug: [
    'M44 40h32v38a8 8 0 0 1-8 8H52a8 8 0 0 1-8-8z',
    'M76 50h8a8 8 0 0 1 0 22h-8',
    'M54 30c0-5 4-5 4-10M64 30c0-5 4-5 4-10',
  ],
  chair: ['M46 24l6 36h30', 'M52 60l-6 32', 'M78 60l8 32', 'M49 42h26', 'M44 76h44'],
  kettle: ['M46 50h36l6 36H40z', 'M82 56l16-6', 'M48 50c0-24 32-24 32 0', 'M60 44h8'],
  plant: [
    'M48 66h32l-5 26H53z',
    'M64 66V40',
    'M64 52c-14 0-18-10-18-18 12 0 18 8 18 18z',
    'M64 44c0-12 8-18 18-18 0 12-6 18-18 18z',
  ],
  lantern: ['M50 34h28v44H50z', 'M50 48h28M50 62h28', 'M56 34c0-12 16-12 16 0', 'M46 92h36M64 78v14'],
  bowl: ['M36 52h56c0 24-12 34-28 34S36 76 36 52z', 'M50 92h28', 'M52 42c6-8 18-8 24 0'],
  tray: ['M34 70h60v14H34z', 'M44 70l26-34 6 5-20 29', 'M82 70V50'],
};

export function picture(product) {
  const lines = art[product.art].map((d) => s('path', { d }));
  const drawing = s(
    'svg',
    { class: 'picture', viewBox: '0 0 128 112', role: 'img', 'aria-label': `Drawing of: ${product.name}` },
    s('circle', { cx: 64, cy: 58, r: 42 }),
    lines,
  );
  drawing.firstChild.style.fill = 'color-mix(in oklab, var(--accent) 16%, var(--canvas))';
  for (const line of lines) {
    Object.assign(line.style, {
      fill: 'none',
      stroke: 'var(--ink)',
      strokeWidth: '3',
      strokeLinecap: 'round',
      strokeLinejoin: 'round',
    });
  }
  return drawing;
}
