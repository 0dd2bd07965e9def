/** What people call a language, in English; the code itself when it is not known, or "default". */
export function languageName(code: string): string {
  if (code === '' || code === 'und') return 'default';
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
