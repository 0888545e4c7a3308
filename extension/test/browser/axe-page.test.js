import { captureStates } from './capture-states.js';
import { clickedStates } from './clicked-states.js';
import { visit } from './visit.js';

visit('a page that is not Close’s', { ...captureStates, ...clickedStates });
