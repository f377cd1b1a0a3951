export { runStatement as run } from '@composer/database'
