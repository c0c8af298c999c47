// Elements that make working pages pleasanter. Without script everything works as well.
import "./elements/chosen-files.js";
import "./elements/contact-pick.js";
import "./elements/copy-button.js";
import "./elements/customer-pick.js";
import "./elements/dialog-link.js";
import "./elements/drag-cards.js";
import "./elements/drop-menu.js";
import "./elements/greeting-preview.js";
import "./elements/password-reveal.js";
import "./elements/project-pick.js";
import "./elements/search-shortcut.js";
import "./elements/send-keys.js";
import "./elements/shortcut-choice.js";
import "./elements/subdomain-check.js";
import "./elements/task-board.js";
import "./elements/unsaved-guard.js";
import "./elements/upload-form.js";
