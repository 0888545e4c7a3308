import { leadStates } from './lead-states.js';
import { visit } from './visit.js';

visit('a lead', leadStates);
