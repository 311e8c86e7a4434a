/*
 * IXP browser runtime: asks the server for the component of an intent and shows it.
 * Runs when loaded by a plain <script> as well as when imported as a module, and defines window.IXPRuntime once.
 */
(() => {
  'use strict';
  if (typeof window === 'undefined' || window.IXPRuntime) return;

  const CACHED_ANSWERS = 100;
  const MAX_FRAME_HEIGHT = 20000;
  const own = scriptUrl();
  const state = {
    apiBase: own
      ? own.replace(/\/(ixp-sdk\.js|sdk)\/?$/, (_, file) => (file === 'sdk' ? '' : '/ixp'))
      : `${location.origin}/ixp`,
    config: null,
    initialized: false,
    targetOrigin: null,
    timeoutMs: 10000,
    context: {},
    headers: {},
    adapters: {},
    theme: null,
    themes: [],
    follow: null,
  };
  const listeners = new Map();
  const answers = new Map();
  const shown = new WeakMap();
  const pending = new WeakMap();
  const instances = new Set();
  let elements = 0;
  const dark = matchMedia('(prefers-color-scheme: dark)');

  /** Every failure of the runtime. `code` is the server's or one of the runtime's, `status` the HTTP status if any. */
  class IXPError extends Error {
    constructor(code, message, { status, details, cause } = {}) {
      super(message, { cause });
      Object.assign(this, { name: 'IXPError', code, status, details });
    }
  }

  function scriptUrl() {
    const isOurs = (script) => /\/(ixp-sdk\.js|sdk)\/?$/.test(script.src.split(/[?#]/)[0]);
    const script = document.currentScript ?? [...document.querySelectorAll('script[src]')].find(isOurs);
    return script?.src ? script.src.split(/[?#]/)[0] : null;
  }

  /**
   * Prepares the runtime; may be called again to change settings.
   * @param {object} [options]
   * @param {string} [options.apiBase] where the server is mounted; default: beside this script
   * @param {string} [options.targetOrigin] the one origin that parent messages go to and come from
   * @param {object|object[]|'light'|'dark'|'auto'|null} [options.theme] default 'auto'; null leaves the page alone
   * @param {object} [options.context] sent with every render, for example { sessionId }
   * @param {Object<string, string>} [options.headers] sent with every render, such as X-Session-Token; no component sees them
   * @param {Object<string, Function>} [options.adapters] how to mount the components of a framework
   * @param {number} [options.timeoutMs] for each request and for a frame to answer; default 10000
   * @param {object} [options.config] the server's configuration, if it is known already
   * @returns {Promise<object>} the server's configuration
   */
  async function initialize(options = {}) {
    if (options.apiBase) state.apiBase = new URL(options.apiBase, location.href).href.replace(/\/$/, '');
    if (options.targetOrigin) state.targetOrigin = exactOrigin(options.targetOrigin);
    if (options.timeoutMs) state.timeoutMs = options.timeoutMs;
    Object.assign(state.adapters, options.adapters);
    Object.assign(state.context, options.context);
    if (options.headers) {
      state.headers = { ...options.headers };
      answers.clear(); // they may be somebody else's
    }
    state.config = options.config ?? state.config ?? (await request('/sdk/config'));
    if (state.themes.length === 0 && state.config.theme) setAvailableThemes(withDark(state.config.theme));
    if (Array.isArray(options.theme)) setAvailableThemes(options.theme);
    if (options.theme !== null && (options.theme !== undefined || !state.theme)) setTheme(options.theme ?? 'auto');
    state.initialized = true;
    emit('initialized', state.config);
    return state.config;
  }

  function exactOrigin(text) {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (!url || url.origin === 'null')
      throw new IXPError(
        'INVALID_ARGUMENT',
        `targetOrigin must be one origin such as https://example.com, not '${text}'`,
      );
    return url.origin;
  }

  // ---- Requests

  async function request(path, { method = 'GET', body, signal, headers, parse = JSON.parse } = {}) {
    const timeout = AbortSignal.timeout(state.timeoutMs);
    try {
      const response = await fetch(state.apiBase + path, {
        method,
        body: body && JSON.stringify(body),
        headers: { ...(body && { 'Content-Type': 'application/json' }), ...headers },
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      const text = await response.text();
      const answer = parsed(text, parse);
      if (!response.ok) throw failure(response, answer);
      if (answer === undefined)
        throw new IXPError('INVALID_ANSWER', 'The answer is not JSON', { status: response.status });
      return answer;
    } catch (error) {
      if (error instanceof IXPError) throw error;
      if (signal?.aborted) throw aborted();
      if (timeout.aborted)
        throw new IXPError('TIMEOUT_ERROR', `No answer within ${state.timeoutMs} ms`, { cause: error });
      throw new IXPError('NETWORK_ERROR', 'The server cannot be reached', { cause: error });
    }
  }

  function parsed(text, parse) {
    try {
      return parse(text);
    } catch {
      return undefined;
    }
  }

  function failure(response, answer) {
    const {
      code = `HTTP_${response.status}`,
      message = `The server answered ${response.status}`,
      details,
    } = answer?.error ?? {};
    const error = new IXPError(code, message, { status: response.status, details });
    error.retryAfter = Number(response.headers.get('Retry-After')) || undefined;
    return error;
  }

  const aborted = () => new IXPError('ABORTED', 'The render was given up');

  /**
   * Fetches JSON from a path below the mount path, such as '/menu' or '/ixp/menu'. `parse` reads the text of the answer
   * in another way than JSON.parse does, such as one that keeps big numbers.
   */
  async function fetchData(endpoint, options = {}) {
    const path = String(endpoint).replace(/^\/ixp(?=\/)/, '');
    if (!/^\/?[\w-]/.test(path) || /^[\w-]+:/.test(path))
      throw new IXPError('INVALID_ARGUMENT', `'${endpoint}' is no path of the server`);
    return request(path.startsWith('/') ? path : `/${path}`, options);
  }

  // ---- Rendering

  /**
   * Renders an intent into an element. The last render into an element wins.
   * @param {string|{name: string, parameters?: object, version?: string}|{intent: object}} intentOrRequest
   * @param {Element} element
   * @param {{options?: object, context?: object, signal?: AbortSignal, fresh?: boolean}} [settings] `fresh` passes the cache by
   * @returns {Promise<{result: object, cached: boolean, timing: object, update: Function, destroy: Function}>}
   */
  async function render(intentOrRequest, element, settings = {}) {
    const asked = typeof intentOrRequest === 'string' ? { name: intentOrRequest } : intentOrRequest;
    const { name, parameters, version } = asked?.intent ?? asked ?? {};
    if (!name || !(element instanceof Element))
      throw new IXPError('INVALID_ARGUMENT', 'render needs an intent and an element');
    const signal = claim(element, settings.signal);
    const started = performance.now();
    const context = { ...state.context, ...asked.context, ...settings.context };
    const options = asked.options ?? settings.options;
    const body = {
      intent: { name, parameters, version },
      ...(options && { options }),
      ...(Object.keys(context).length && { context }),
    };
    const { result, cached } = await answerTo(body, { signal, fresh: settings.fresh });
    const answered = performance.now();
    const handle = await place(result, element, { signal, intentId: name });
    const timing = { requestMs: answered - started, mountMs: performance.now() - answered };
    emit('rendered', { intentId: name, componentId: result.component.name, cached, ...timing });
    return Object.assign(handle, { cached, timing });
  }

  /** A newer render into the same element gives the older one up. What is shown stays until its successor is there. */
  function claim(element, signal) {
    pending.get(element)?.abort();
    const controller = new AbortController();
    pending.set(element, controller);
    return signal ? AbortSignal.any([signal, controller.signal]) : controller.signal;
  }

  /** Answers live as long as their ttl says; what was answered with stale provider data is asked for again. */
  async function answerTo(body, { signal, fresh }) {
    const key = state.apiBase + stable(body);
    const known = answers.get(key);
    answers.delete(key);
    if (known && !fresh && known.expires > Date.now()) {
      answers.set(key, known);
      return { result: structuredClone(known.result), cached: true };
    }
    const result = await request('/render', { method: 'POST', body, signal, headers: state.headers });
    if (result.ttl > 0 && !result.degraded?.length) {
      answers.set(key, { result: structuredClone(result), expires: Date.now() + result.ttl * 1000 });
      if (answers.size > CACHED_ANSWERS) answers.delete(answers.keys().next().value);
    }
    return { result, cached: false };
  }

  /** The same text for the same request, whatever the order of its keys. */
  const stable = (value) =>
    JSON.stringify(value, (_, part) => {
      if (!part || typeof part !== 'object' || Array.isArray(part)) return part;
      return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
    });

  /**
   * Mounts an answer of /ixp/render that is at hand already. Components run in a sandboxed frame unless the
   * registry declares them trusted (`securityPolicy.sandboxed` is false).
   */
  async function mount(result, element, { signal, ...settings } = {}) {
    return place(result, element, { ...settings, signal: claim(element, signal) });
  }

  async function place(
    result,
    element,
    { signal, intentId = null, sandboxed = result.component.securityPolicy?.sandboxed ?? true },
  ) {
    if (signal.aborted) throw aborted();
    const { record, component } = result;
    const ids = { intentId, componentId: component.name ?? record.exportName };
    const module = { ...record, url: moduleUrl(record.moduleUrl), component };
    const stage = document.createElement('div');
    const hasMore = element.hasChildNodes();
    element.prepend(stage);
    if (hasMore) hide(stage, element);
    try {
      const instance = await (sandboxed ? frame : inPage)(module, stage, ids, signal);
      if (signal.aborted) {
        instance.destroy();
        throw aborted();
      }
      return handleOf(result, element, stage, instance);
    } catch (error) {
      stage.remove();
      throw error instanceof IXPError
        ? error
        : new IXPError('COMPONENT_FAILED', `The component failed: ${error.message}`, { cause: error });
    }
  }

  /** In the place and the width that it will have, but not to be seen: what is shown stays if this one does not come. */
  function hide(stage, element) {
    const inlineSize = `${stage.offsetWidth || element.clientWidth}px`;
    Object.assign(stage.style, { position: 'absolute', inlineSize, opacity: '0', pointerEvents: 'none' });
  }

  /** Not moved: a frame that is put elsewhere loads anew. */
  function reveal(stage, element) {
    shown.get(element)?.destroy();
    for (const node of [...element.childNodes]) if (node !== stage) node.remove();
    Object.assign(stage.style, { position: '', inlineSize: '', opacity: '', pointerEvents: '' });
  }

  function handleOf(result, element, stage, instance) {
    let { props } = result.record;
    reveal(stage, element);
    instances.add(instance);
    if (state.theme) instance.theme(state.theme);
    const handle = {
      result,
      update: (changes) => instance.update((props = { ...props, ...changes })),
      destroy() {
        if (!instances.delete(instance)) return;
        instance.destroy();
        stage.remove();
        if (shown.get(element) === handle) shown.delete(element);
      },
    };
    shown.set(element, handle);
    return handle;
  }

  /** A path on the server is below the path that it is mounted at, which is `apiBase` without the protocol's part. */
  function onServer(text) {
    const mount = `${state.apiBase.replace(/\/ixp$/i, '')}/`;
    const address = String(text).replace(/^\/(?!\/)/, './');
    return URL.canParse(address, mount) ? new URL(address, mount) : null;
  }

  function moduleUrl(text) {
    const url = onServer(text);
    if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
      throw new IXPError('MODULE_REFUSED', 'A component module must have an http or https address');
    return url.href;
  }

  async function importModule({ url, component }) {
    try {
      if (component.integrity) await preloadVerified(url, component.integrity);
      return await import(url);
    } catch (error) {
      if (error instanceof IXPError) throw error;
      throw new IXPError('MODULE_FAILED', `The module ${url} cannot be loaded`, { cause: error });
    }
  }

  /**
   * The browser itself checks a preloaded module and keeps it: import() then runs the very bytes that were checked.
   * (Fetching, hashing and importing would load the module twice, and the second time could differ.)
   */
  function preloadVerified(url, integrity) {
    const link = document.createElement('link');
    return new Promise((resolve, reject) => {
      Object.assign(link, { rel: 'modulepreload', href: url, integrity, crossOrigin: 'anonymous', onload: resolve });
      link.onerror = () =>
        reject(
          new IXPError('INTEGRITY_FAILED', `The module ${url} cannot be loaded or differs from its integrity value`),
        );
      if (link.relList.supports('modulepreload')) document.head.append(link);
      else link.onerror();
    }).finally(() => link.remove());
  }

  const isElementClass = (value) => typeof value === 'function' && value.prototype instanceof HTMLElement;

  async function inPage(record, element, ids, signal) {
    const module = await inTime(importModule(record), signal);
    const { exportName, component } = record;
    const exported = module[exportName];
    if (exported === undefined) throw new IXPError('EXPORT_MISSING', `The module has no export '${exportName}'`);
    const start = starter(module, exported, record);
    if (typeof start !== 'function')
      throw new IXPError('ADAPTER_MISSING', `No adapter for '${component.framework}' was given to initialize()`);
    const context = componentContext(ids);
    let instance = await start(element, record.props, context);
    return {
      async update(props) {
        if (instance?.update) return instance.update(props);
        instance?.destroy?.();
        element.replaceChildren();
        instance = await start(element, props, context);
      },
      destroy: () => instance?.destroy?.(),
      // Native controls follow the theme's mode; the host page keeps its own.
      theme({ mode }) {
        element.style.colorScheme = mode;
      },
    };
  }

  /** How an export is mounted: by an adapter, as a custom element, or as a function after the contract. */
  function starter(module, exported, { exportName, component: { framework = 'vanilla' } }) {
    const adapter = state.adapters[framework];
    if (adapter) return (element, props, context) => adapter({ element, component: exported, props, context });
    if (isElementClass(exported)) return elementMounter(exported, exportName);
    return ['vanilla', 'web-component'].includes(framework) ? exported : module.mount;
  }

  function elementMounter(type, exportName) {
    if (!customElements.getName(type))
      customElements.define(`ixp-${exportName.replace(/\W/g, '').toLowerCase()}-${++elements}`, type);
    return (element, props) => {
      const node = Object.assign(new type(), { props });
      element.replaceChildren(node);
      return {
        update: (next) => {
          node.props = next;
        },
        destroy: () => node.remove(),
      };
    };
  }

  const componentContext = (ids) => ({
    ...ids,
    get theme() {
      return state.theme;
    },
    get context() {
      return { ...state.context };
    },
    notify: (type, data) => notify(type, data, ids),
    nextStep: (data) => notify('next-step', data, ids),
    fetchData,
    subscribe,
    log,
  });

  /** A frame without our origin: what runs in it reaches neither this page nor its storage. */
  async function frame(record, element, ids, signal) {
    const node = frameElement(ids.componentId);
    const { port1: port, port2 } = new MessageChannel();
    const life = new AbortController();
    const destroy = () => {
      life.abort();
      port.close();
      node.remove();
    };
    let offered = false;
    addEventListener(
      'message',
      ({ source, data }) => {
        if (source !== node.contentWindow) return;
        if (data?.type === 'ixp-notification') notify(String(data.notificationType), data.data, ids);
        if (data?.type !== 'ixp-frame-ready' || offered) return;
        offered = true;
        const { apiBase, theme, context } = state;
        // The frame's origin is opaque and cannot be named; the source was checked, and the port is handed over once.
        node.contentWindow.postMessage({ type: 'ixp-frame-init', apiBase, record, ids, theme, context }, '*', [port2]);
      },
      { signal: life.signal },
    );
    const mounted = new Promise((resolve, reject) => {
      port.onmessage = ({ data }) => {
        if (data.type === 'resize') fit(node, data.height);
        if (data.type === 'mounted') resolve();
        if (data.type === 'failed') reject(new IXPError(String(data.code), String(data.message)));
      };
    });
    element.replaceChildren(node);
    try {
      await inTime(mounted, signal);
    } catch (error) {
      destroy();
      throw error;
    }
    return {
      update: (props) => port.postMessage({ type: 'update', props }),
      theme(theme) {
        node.style.colorScheme = theme.mode;
        port.postMessage({ type: 'theme', theme });
      },
      context: (context) => port.postMessage({ type: 'context', context }),
      destroy,
    };
  }

  function frameElement(title) {
    const node = document.createElement('iframe');
    node.setAttribute('sandbox', 'allow-scripts');
    node.title = title;
    node.src = `${state.apiBase}/sdk/frame`;
    const colorScheme = state.theme?.mode ?? 'normal';
    Object.assign(node.style, { display: 'block', inlineSize: '100%', blockSize: '0', border: '0', colorScheme });
    return node;
  }

  function fit(node, height) {
    node.style.blockSize = `${Math.min(Math.max(Number(height) || 0, 0), MAX_FRAME_HEIGHT)}px`;
  }

  /** Waits no longer than the timeout and the caller allow. */
  function inTime(promise, signal) {
    return new Promise((resolve, reject) => {
      const late = () => reject(new IXPError('TIMEOUT_ERROR', 'The component did not start in time'));
      const timer = setTimeout(late, state.timeoutMs);
      signal.addEventListener('abort', () => reject(aborted()));
      promise.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }

  // ---- Themes: the runtime sets `--ixp-…` custom properties, which components read

  /** Mixes colours that are written as #rrggbb; any other stays as it is. */
  function mix(color, other, share) {
    if (![color, other].every((one) => /^#[\da-f]{6}$/i.test(one))) return color;
    const channel = (one, at) => parseInt(one.slice(at, at + 2), 16);
    const mixed = [1, 3, 5].map((at) => Math.round(channel(color, at) * (1 - share) + channel(other, at) * share));
    return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
  }

  /** The dark variant of a theme: neutrals with a breath of its primary colour, and lighter status colours. */
  function createDarkTheme(base) {
    const { colors = {} } = base;
    const neutral = (color) => mix(color, colors.primary?.[900], 0.1);
    const status = Object.entries(colors.status ?? {}).map(([name, color]) => [name, mix(color, '#ffffff', 0.5)]);
    return {
      ...base,
      name: `${base.name}-dark`,
      mode: 'dark',
      colors: {
        ...colors,
        background: { default: neutral('#0d1110'), surface: neutral('#171c1a'), elevated: neutral('#212725') },
        text: { primary: '#e9efec', secondary: '#a5b2ab', disabled: '#68746e', inverse: '#0f1613' },
        border: { default: '#2c3833', strong: '#687870' },
        status: Object.fromEntries(status),
      },
    };
  }

  const withDark = (theme) => (theme.mode === 'dark' ? [theme] : [theme, createDarkTheme(theme)]);

  /** Replaces the themes that setTheme can choose from by name or mode. */
  function setAvailableThemes(themes) {
    state.themes = [...themes];
  }

  const getAvailableThemes = () => [...state.themes];

  function setTheme(choice) {
    state.follow = choice === 'auto';
    const theme = typeof choice === 'object' ? [choice].flat()[0] : themeCalled(choice);
    if (theme) applyTheme(theme);
  }

  /** By name or mode. A server whose only theme is light shows it to those who want it dark, too. */
  function themeCalled(choice) {
    const mode = choice === 'auto' ? (dark.matches ? 'dark' : 'light') : choice;
    const theme = state.themes.find((one) => one.name === mode) ?? state.themes.find((one) => one.mode === mode);
    if (!theme && !['light', 'dark'].includes(mode))
      throw new IXPError('INVALID_ARGUMENT', `There is no theme '${choice}'`);
    return theme ?? state.themes[0];
  }

  dark.addEventListener('change', () => state.follow && setTheme('auto'));

  /**
   * applyTheme(theme, element?) makes a theme the current one. applyTheme('button', 'primary', 'md') answers the
   * theme's styles of a component as an object of CSS properties.
   */
  function applyTheme(theme, ...rest) {
    if (typeof theme === 'string') return componentStyles(theme, ...rest);
    const [element = document.documentElement] = rest;
    state.theme = theme;
    for (const [name, value] of Object.entries(variables(theme))) element.style.setProperty(`--ixp-${name}`, value);
    loadFonts(theme);
    for (const instance of instances) instance.theme(theme);
    emit('theme:changed', theme);
    return theme;
  }

  function componentStyles(name, variant, size) {
    const component = state.theme?.components?.[name];
    return { ...component?.base, ...component?.variants?.[variant], ...component?.sizes?.[size] };
  }

  function variables({ mode, colors = {}, typography = {} }) {
    const result = {};
    for (const [group, entries] of Object.entries(colors)) {
      for (const [name, value] of Object.entries(entries)) result[`${group}-${name}`] = value;
    }
    for (const [name, families] of Object.entries(typography.fontFamily ?? {})) {
      result[`font-${name}`] = [families]
        .flat()
        .map((family) => (/\s/.test(family) ? `"${family}"` : family))
        .join(', ');
    }
    const isDark = mode === 'dark';
    return {
      ...result,
      accent: colors.primary?.[isDark ? 300 : 600] ?? 'currentColor',
      'on-accent': isDark ? (colors.background?.default ?? '#000000') : '#ffffff',
      warm: colors.secondary?.[isDark ? 300 : 700] ?? 'currentColor',
    };
  }

  const fonts = new Set();

  function loadFonts({ typography }) {
    for (const { family, src, ...descriptors } of typography?.fontFaces ?? []) {
      const url = onServer(src)?.href;
      if (!url || fonts.has(url)) continue;
      fonts.add(url);
      document.fonts.add(new FontFace(family, `url(${JSON.stringify(url)})`, { display: 'swap', ...descriptors }));
    }
  }

  /** The current theme with its parts at hand, and the means to change it. */
  function useTheme() {
    const { colors, typography, spacing, breakpoints, components, mode } = state.theme ?? {};
    const toggleMode = () => setTheme(state.theme?.mode === 'dark' ? 'light' : 'dark');
    return { theme: state.theme, colors, typography, spacing, breakpoints, components, mode, setTheme, toggleMode };
  }

  // ---- Events and messages

  /** Calls back on an event of this page; answers the function that ends it. */
  function subscribe(event, callback) {
    if (!listeners.has(event)) listeners.set(event, new Set());
    listeners.get(event).add(callback);
    return () => listeners.get(event).delete(callback);
  }

  /** Tells the subscribers of this page; one that throws does not keep it from the others. */
  function emit(event, data) {
    for (const callback of listeners.get(event) ?? []) {
      try {
        callback(data);
      } catch (error) {
        console.error('[IXP] a subscriber failed', error);
      }
    }
  }

  /** Tells the subscribers of this page and, when a target origin is configured, the page around it. */
  function notify(notificationType, data, { componentId, intentId } = state.context) {
    const message = {
      type: 'ixp-notification',
      notificationType,
      data,
      componentId: componentId ?? null,
      intentId: intentId ?? null,
      timestamp: new Date().toISOString(),
    };
    emit('notification', message);
    if (window.parent === window) return;
    if (state.targetOrigin) window.parent.postMessage(message, state.targetOrigin);
    else console.warn('[IXP] no targetOrigin is configured: the parent page was not notified');
  }

  const nextStep = (data) => notify('next-step', data);
  const reportMetrics = (metrics) => notify('metrics', metrics);

  /** Writes to the console and, when embedded with a target origin, tells the parent. */
  function log(level, message, data) {
    console[['error', 'warn', 'info', 'debug'].includes(level) ? level : 'log'](
      `[IXP] ${message}`,
      ...(data === undefined ? [] : [data]),
    );
    if (state.targetOrigin) notify('log', { level, message, data });
  }

  addEventListener('message', ({ source, origin, data }) => {
    if (data?.type !== 'ixp-context-update' || source !== window.parent || origin !== state.targetOrigin) return;
    const { theme, context, componentId, intentId } = data;
    Object.assign(state.context, context, componentId && { componentId }, intentId && { intentId });
    for (const instance of instances) instance.context?.(context ?? {});
    if (theme) applyTheme({ ...state.theme, ...theme });
    emit('context-updated', getContext());
  });

  const getConfig = () => state.config;
  const isInitialized = () => state.initialized;
  const getContext = () => ({
    ...state.context,
    apiBase: state.apiBase,
    targetOrigin: state.targetOrigin,
    theme: state.theme,
    componentId: state.context.componentId ?? null,
    intentId: state.context.intentId ?? null,
  });

  window.IXPRuntime = Object.freeze({
    initialize,
    render,
    mount,
    notify,
    nextStep,
    fetchData,
    useTheme,
    setAvailableThemes,
    getAvailableThemes,
    createDarkTheme,
    applyTheme,
    getConfig,
    isInitialized,
    getContext,
    subscribe,
    emit,
    reportMetrics,
    log,
    IXPError,
  });
})();
