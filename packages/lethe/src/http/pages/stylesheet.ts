/** Of all hosted pages. Colours have a contrast of at least 4.5 to 1 in both schemes. */
export const stylesheet = `:root { color-scheme: light dark; --text: #1a1a1a; --back: #ffffff; --quiet: #595959; --line: #767676; --accent: #0b57d0; --danger: #b3261e; --on-danger: #ffffff; --note: #fff4ce; }
@media (prefers-color-scheme: dark) { :root { --text: #f1f1f1; --back: #1b1b1b; --quiet: #b8b8b8; --line: #8c8c8c; --accent: #a8c7fa; --danger: #f2b8b5; --on-danger: #3a0907; --note: #3d3413; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 42rem; padding: 1rem; background: var(--back); color: var(--text); font: 1.0625rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { font-size: 1.2rem; margin-top: 2rem; }
a { color: var(--accent); }
.brand, footer, .hint { color: var(--quiet); }
.development { background: var(--note); padding: .5rem .75rem; border: 1px solid var(--line); }
.error { border-inline-start: .3rem solid var(--danger); padding-inline-start: .75rem; }
label { display: block; font-weight: 600; margin-top: 1rem; }
label.inline { font-weight: 400; }
input[type=text], input[type=email], select { width: 100%; font: inherit; padding: .5rem; margin-top: .25rem; border: 1px solid var(--line); border-radius: .25rem; background: var(--back); color: var(--text); }
button { font: inherit; min-height: 2.75rem; padding: .5rem 1rem; margin-top: 1rem; border: 2px solid var(--text); border-radius: .25rem; background: var(--back); color: var(--text); cursor: pointer; }
button.danger { background: var(--danger); border-color: var(--danger); color: var(--on-danger); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; }
dt { color: var(--quiet); } dd { margin: 0; }
pre { white-space: pre-wrap; border: 1px solid var(--line); padding: .75rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: start; padding: .35rem .5rem; border-bottom: 1px solid var(--line); }
`;
