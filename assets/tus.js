/* The client of the tus protocol, for static/js/upload.js: the one class it uses. */
import { Upload } from "tus-js-client";

window.tus = { Upload };
