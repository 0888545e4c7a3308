import { historyStates } from './history-states.js';
import { visit } from './visit.js';

visit('what is on its way and of the log', historyStates);
