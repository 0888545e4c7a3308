import { sessionStates } from './session-states.js';
import { visit } from './visit.js';

visit('signing in and out', sessionStates, { broker: true });
