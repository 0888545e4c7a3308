import { captureStates } from './capture-states.js';
import { menuClickStates } from './menu-click-states.js';
import { visit } from './visit.js';

visit('a page that is not Close’s', { ...captureStates, ...menuClickStates });
