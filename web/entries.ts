// Two pages, one build: the staff console lives at "/", the patient pages at "/h5/".
// These two small plugins make the development server and the built folder agree on that.
import type { Plugin } from 'vite';

/** In development, answer every page address with the right entry (the built server does the same). */
export function devEntries(): Plugin {
  return {
    name: 'nq-dev-entries',
    configureServer(server) {
      server.middlewares.use((req, _res, next) => {
        const wantsPage = req.method === 'GET' && (req.headers.accept ?? '').includes('text/html');
        const path = (req.url ?? '/').split('?')[0] ?? '/';
        if (wantsPage && !path.startsWith('/api') && !path.startsWith('/fhir')) {
          req.url = path === '/h5' || path.startsWith('/h5/') ? '/h5/index.html' : '/console/index.html';
        }
        next();
      });
    },
  };
}

/** In the built folder, put the console's page at the root: dist/index.html and dist/h5/index.html. */
export function rootEntry(): Plugin {
  return {
    name: 'nq-root-entry',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const page = bundle['console/index.html'];
      if (page?.type !== 'asset') return;
      delete bundle['console/index.html'];
      this.emitFile({ type: 'asset', fileName: 'index.html', source: page.source });
    },
  };
}
