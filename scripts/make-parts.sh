#!/bin/sh
# Makes a folder for each image of the Containerfile: compiled code and production packages, without what never runs:
# TypeScript, source maps, tests and guides of packages. Licenses stay. The workspace is not usable afterwards: what
# was installed for the build is removed, so that no layer of an image holds it.
#
#   scripts/make-parts.sh /parts [--no-optional]     the option is for the services and the maker
set -eu
parts=$1
shift

pnpm install --frozen-lockfile --prefer-offline
node node_modules/typescript7/bin/tsc -b services/composer-api services/worker-api packages/operations packages/manifest-maker
(cd packages/console && node node_modules/vite/bin/vite.js build --logLevel warn)

# With our own packages as copies; the lock file has everything else.
deploy() {
  part=$1
  shift
  pnpm --config.inject-workspace-packages=true --filter "@composer/$part" deploy --prod --offline "$@" "$parts/$part"
}
deploy composer-api "$@"
deploy worker-api "$@"
deploy manifest-maker "$@"
deploy operations --no-optional

cd "$parts"
rm -rf ./*/pnpm-lock.yaml ./*/pnpm-workspace.yaml ./*/node_modules/.pnpm/@types+*
for package in ./* ./*/node_modules/.pnpm/@composer+*/node_modules/@composer/*; do
  # A dependency is a link to its own folder.
  [ -L "$package" ] && continue
  (cd "$package" && rm -rf tests scripts public tsconfig*.json vite.config.js index.html schema.sql)
done
find . -type f \( -name '*.ts' -o -name '*.mts' -o -name '*.cts' -o -name '*.tsx' -o -name '*.map' -o -name '*.tsbuildinfo' \
  -o -name '*.md' \) ! -iname 'license*' ! -iname 'notice*' -delete
find . -type d -path '*/node_modules/*' \( -name test -o -name tests -o -name __tests__ -o -name benchmark \) \
  -prune -exec rm -rf {} +
# Links to what was removed, and what held nothing else.
find . \( -xtype l -o -type d -empty \) -delete

cd "$OLDPWD"
find . -name node_modules -prune -exec rm -rf {} +
