// Saves a file for the user, through a link in the page, which needs no permission.

/** A browser reads the text after the click; this many milliseconds are plenty. */
const READ = 60_000;

/**
 * @param {string} name of the file
 * @param {string} type a media type
 * @param {string} text
 */
export function save(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), READ);
}
