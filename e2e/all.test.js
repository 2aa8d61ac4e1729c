// One process for all scenarios, so that the demo hospital is planted once per database.
import './scenarios/g01-hypertension-after-exam.js';
import './scenarios/g02-diabetes-risk.js';
import './scenarios/g03-two-stents.js';
import './scenarios/g05-red-yellow-green.js';
import './scenarios/crash.js';
import './scenarios/two-servers.js';
import './scenarios/strangers-send-hl7.js';
import './scenarios/patient-page.js';
import './scenarios/wrong-input.js';
