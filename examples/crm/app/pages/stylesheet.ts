export const stylesheet = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentcolor 25%, transparent); }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; }
header, main { max-width: 60rem; margin: 0 auto; padding: 0.75rem 1rem; }
header { display: flex; flex-wrap: wrap; gap: 0.5rem 1.25rem; align-items: center; border-bottom: 1px solid var(--line); }
header form { margin-inline-start: auto; }
a { color: inherit; }
section, .banner { border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.25rem 1rem 1rem; margin: 1rem 0; }
.banner { padding: 0.75rem 1rem; border-width: 2px; border-color: currentcolor; }
.banner form, .row { display: inline-flex; flex-wrap: wrap; gap: 0.75rem; align-items: center; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
label { display: block; margin: 0.5rem 0; }
input:not([type]), input[type='email'], input[type='password'], textarea { display: block; width: 100%; max-width: 28rem; min-height: 2.5rem; font: inherit; padding: 0.35rem 0.5rem; }
input[type='checkbox'] { inline-size: 1.25rem; block-size: 1.25rem; vertical-align: middle; }
button, .button { font: inherit; min-height: 2.5rem; padding: 0.35rem 1rem; border: 1px solid currentcolor; border-radius: 0.4rem; background: transparent; color: inherit; cursor: pointer; text-decoration: none; display: inline-block; }
.final { background: #b00020; border-color: #b00020; color: #fff; }
:focus-visible { outline: 3px solid #2563eb; outline-offset: 2px; }
`;
