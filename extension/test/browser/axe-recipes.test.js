import { recipeStates } from './recipe-states.js';
import { visit } from './visit.js';

visit('recipes and the palette', recipeStates);
