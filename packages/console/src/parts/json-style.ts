import { defaultStyles } from 'react-json-view-lite'

/** Colours of PatternFly, which have enough contrast in both themes. */
export const jsonStyle = {
  ...defaultStyles,
  container: 'console-json',
  label: 'console-json-label',
  clickableLabel: 'console-json-label',
  stringValue: 'console-json-value',
  numberValue: 'console-json-value',
  booleanValue: 'console-json-value',
  nullValue: 'console-json-value',
  undefinedValue: 'console-json-value',
  otherValue: 'console-json-value',
  punctuation: 'console-json-punctuation',
  expandIcon: `${defaultStyles.expandIcon} console-json-mark`,
  collapseIcon: `${defaultStyles.collapseIcon} console-json-mark`,
  collapsedContent: `${defaultStyles.collapsedContent} console-json-mark`,
}
