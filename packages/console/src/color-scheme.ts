/** PatternFly's dark theme while the system asks for one. */
export function followColorScheme(): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  const apply = () => document.documentElement.classList.toggle('pf-v6-theme-dark', dark.matches)
  dark.addEventListener('change', apply)
  apply()
}

export const isDark = (): boolean => document.documentElement.classList.contains('pf-v6-theme-dark')
