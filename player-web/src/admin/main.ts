import { AdminPage } from './adminPage';

declare global {
  interface Window {
    /** For tests: all that the page knows. */
    smoothlabAdmin?: AdminPage;
  }
}

const kept = localStorage.getItem('smoothlab-theme');
const prefersLight = matchMedia('(prefers-color-scheme: light)').matches;
document.documentElement.dataset['theme'] = kept ?? (prefersLight ? 'light' : 'dark');
window.smoothlabAdmin = new AdminPage();
