import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { applyTheme } from '@nq/common';
import { App } from './app';
import './shell/h5.css';

applyTheme();
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
