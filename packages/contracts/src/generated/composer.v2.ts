// Generated from the OpenAPI document by scripts/generate-types.mjs: edit that and run `npm run generate`.

export interface paths {
    "/compose": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Request a compose
         * @description Checks the request, plans its jobs and enqueues them in one transaction. The answer does not wait for a worker.
         */
        post: operations["postCompose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/composes/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tenant's composes
         * @description The newest compose comes first. Children of koji composes and the jobs of clones are no items of their own.
         *     A page holds at most 1000 items.
         */
        get: operations["getComposeList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/composes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the compose. The spellings without dashes, in braces and with `urn:uuid:` are understood too. */
                id: components["parameters"]["composeId"];
            };
            cookie?: never;
        };
        /**
         * Status of a compose
         * @description How far a compose is, image by image and upload by upload, and why it failed if it did.
         */
        get: operations["getComposeStatus"];
        put?: never;
        post?: never;
        /**
         * Delete a compose
         * @description Cancels what is unfinished, telling the workers, and removes the compose with its logs and artifacts. What
         *     clones still need stays, out of sight, until they are gone.
         */
        delete: operations["deleteCompose"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/composes/{id}/metadata": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the compose. The spellings without dashes, in braces and with `urn:uuid:` are understood too. */
                id: components["parameters"]["composeId"];
            };
            cookie?: never;
        };
        /**
         * What a compose was asked for and what its image holds
         * @description The request is always there, with passwords and activation keys redacted. Packages and the ostree commit come
         *     with success. Koji composes have no metadata here.
         */
        get: operations["getComposeMetadata"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/composes/{id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the compose. The spellings without dashes, in braces and with `urn:uuid:` are understood too. */
                id: components["parameters"]["composeId"];
            };
            cookie?: never;
        };
        /**
         * Results of the build jobs as the workers reported them
         * @description One item per image in the order of the request; koji composes add the results of their koji jobs.
         */
        get: operations["getComposeLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/composes/{id}/manifests": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the compose. The spellings without dashes, in braces and with `urn:uuid:` are understood too. */
                id: components["parameters"]["composeId"];
            };
            cookie?: never;
        };
        /**
         * The osbuild manifests of a compose
         * @description One manifest per image in the order of the request, in the format that osbuild-manifest(5) describes; null
         *     until it is made.
         */
        get: operations["getComposeManifests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/composes/{id}/sboms": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the compose. The spellings without dashes, in braces and with `urn:uuid:` are understood too. */
                id: components["parameters"]["composeId"];
            };
            cookie?: never;
        };
        /**
         * Software bills of materials of a compose
         * @description SPDX documents for every image. Not found until the build is over, and where none were made.
         */
        get: operations["getComposeSBOMs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/composes/{id}/download": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the compose. The spellings without dashes, in braces and with `urn:uuid:` are understood too. */
                id: components["parameters"]["composeId"];
            };
            cookie?: never;
        };
        /**
         * The file a compose left behind
         * @description For composes with the one target `local`. The file is sent, in parts if asked, or the answer leads to where it
         *     is stored.
         */
        get: operations["getComposeDownload"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/composes/{id}/clone": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the compose. The spellings without dashes, in braces and with `urn:uuid:` are understood too. */
                id: components["parameters"]["composeId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Copy and share the image of a compose
         * @description For successful composes with the one target `aws`. An image that is in the wanted region already, by the
         *     compose itself or by an earlier clone, is not copied again. Where nothing needs doing the answer names the
         *     compose or the earlier copy.
         */
        post: operations["postCloneCompose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clones/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id that the clone request was answered with */
                id: string;
            };
            cookie?: never;
        };
        /**
         * Status of a clone
         * @description How far a clone is; image and region are known when it succeeded.
         */
        get: operations["getCloneStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/depsolve/blueprint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The packages a blueprint resolves to
         * @description Waits for a worker to solve the blueprint's packages, the kernel included. When the solver cannot, its own
         *     words are in the error's details.
         */
        post: operations["postDepsolveBlueprint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/search/packages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look packages up by name
         * @description Waits for a worker to look the names up in the repositories of a distribution.
         */
        post: operations["postSearchPackages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/distributions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that can be built, with its repositories */
        get: operations["getDistributionList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/distributions/{distro}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One distribution in detail */
        get: operations["getDistribution"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every error this API can answer */
        get: operations["getErrorList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/errors/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One error */
        get: operations["getError"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document as JSON */
        get: operations["getOpenapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        ObjectReference: {
            id: string;
            /** @description What kind of object this is */
            kind: string;
            /** @description Where it is found, from the root of the host */
            href: string;
        };
        List: {
            kind: string;
            /** @description Index of this page, from 0 */
            page: number;
            /** @description Number of items on this page */
            size: number;
            /** @description Number of items on all pages */
            total: number;
            items: unknown[];
        };
        Error: components["schemas"]["ObjectReference"] & {
            /** @example IMAGE-BUILDER-COMPOSER-15 */
            code: string;
            /** @description What is wrong; the same text for every error of this number */
            reason: string;
            /** @description Names this request in the logs */
            operation_id: string;
            /** @description What is wrong with this request; mostly a text, often empty */
            details?: unknown;
        };
        ErrorList: components["schemas"]["List"] & {
            items: components["schemas"]["Error"][];
        };
        /**
         * @description One image, or several for koji. Exactly one of `distribution` and `bootc`, and exactly one of `image_request` and
         *     `image_requests`; customizations come in one of two forms.
         */
        ComposeRequest: {
            /**
             * @description Name or alias of the distribution to build
             * @example centos-9
             */
            distribution?: string;
            bootc?: components["schemas"]["Bootc"];
            image_request?: components["schemas"]["ImageRequest"];
            image_requests?: components["schemas"]["ImageRequest"][];
            customizations?: components["schemas"]["Customizations"];
            blueprint?: components["schemas"]["Blueprint"];
            koji?: components["schemas"]["Koji"];
            /**
             * Format: uuid
             * @description Id of the blueprint behind the request, recorded in the image's subscription facts
             */
            blueprint_id?: string;
        };
        ComposeId: components["schemas"]["ObjectReference"] & {
            /**
             * Format: uuid
             * @example 0b1c8a54-54a1-4d5f-9a41-1c2b9c5b8f10
             */
            id: string;
        };
        ComposeList: components["schemas"]["List"] & {
            items: components["schemas"]["ComposeStatus"][];
        };
        ComposeDeleteStatus: components["schemas"]["ObjectReference"];
        ComposeStatus: components["schemas"]["ObjectReference"] & {
            status: components["schemas"]["ComposeStatusValue"];
            image_status: components["schemas"]["ImageStatus"];
            /** @description For koji composes, one per image; `image_status` is the first */
            image_statuses?: components["schemas"]["ImageStatus"][];
            koji_status?: components["schemas"]["KojiStatus"];
            /**
             * @description What no worker has taken for ten seconds or more, one item for each kind of job, the one that waits longest
             *     first: no worker of that kind is free, or there is none. Absent when nothing waits.
             */
            waiting_for?: components["schemas"]["WaitingFor"][];
        };
        WaitingFor: {
            /**
             * @description Kind of job, as workers ask for it
             * @example osbuild
             */
            job_type: string;
            /**
             * @description Where only workers of one architecture may take it
             * @example x86_64
             */
            architecture?: string;
            /**
             * Format: date-time
             * @description When the job could have been taken
             */
            since: string;
        };
        /**
         * @description `pending` until everything is over, the import into koji included
         * @example success
         * @enum {string}
         */
        ComposeStatusValue: "success" | "failure" | "pending";
        ImageStatus: {
            status: components["schemas"]["ImageStatusValue"];
            progress?: components["schemas"]["Progress"];
            upload_status?: components["schemas"]["UploadStatus"];
            /** @description One per target once the build is over; `upload_status` is the first */
            upload_statuses?: components["schemas"]["UploadStatus"][];
            error?: components["schemas"]["ComposeStatusError"];
        };
        /**
         * @description `uploading` and `registering` are reserved
         * @enum {string}
         */
        ImageStatusValue: "success" | "failure" | "pending" | "building" | "uploading" | "registering";
        /**
         * @description Why a job failed. Where the job only stumbled over another one, `details` is the list of the errors of those it
         *     depends on, in the same shape.
         */
        ComposeStatusError: {
            /** @description Number of the worker's error; not a number of this API's errors */
            id: number;
            reason: string;
            details?: unknown;
        };
        /** @description Present while the build runs and its worker tells */
        Progress: components["schemas"]["SubProgress"] & {
            subprogress?: components["schemas"]["SubProgress"];
        };
        SubProgress: {
            /** @description Finished steps */
            done: number;
            /** @description All steps; 0 when their number is not known */
            total: number;
        };
        UploadStatus: {
            status: components["schemas"]["UploadStatusValue"];
            type: components["schemas"]["UploadTypes"];
            /** @description Where the image went. The members are those of `type`; empty texts where the upload failed. */
            options: components["schemas"]["AWSEC2UploadStatus"] | components["schemas"]["AWSS3UploadStatus"] | components["schemas"]["GCPUploadStatus"] | components["schemas"]["AzureUploadStatus"] | components["schemas"]["ContainerUploadStatus"] | components["schemas"]["OCIUploadStatus"] | components["schemas"]["PulpOSTreeUploadStatus"] | components["schemas"]["LocalUploadStatus"];
            error?: components["schemas"]["ComposeStatusError"];
        };
        /**
         * @description `pending` and `running` are seen on clones only
         * @enum {string}
         */
        UploadStatusValue: "success" | "failure" | "pending" | "running";
        /** @enum {string} */
        UploadTypes: "aws" | "aws.s3" | "gcp" | "azure" | "container" | "oci.objectstorage" | "local";
        AWSEC2UploadStatus: {
            /** @example ami-0c830793775595d4b */
            ami: string;
            /** @example eu-west-1 */
            region: string;
        };
        AWSS3UploadStatus: {
            url: string;
        };
        GCPUploadStatus: {
            /** @example ascendant-braid-303513 */
            project_id: string;
            /** @example my-image */
            image_name: string;
        };
        AzureUploadStatus: {
            /** @example my-image */
            image_name: string;
        };
        ContainerUploadStatus: {
            /**
             * @description Full reference of the container
             * @example registry.example.com/account/os:latest
             */
            url: string;
            /** @description Digest of its manifest in the registry */
            digest: string;
        };
        OCIUploadStatus: {
            url: string;
        };
        PulpOSTreeUploadStatus: {
            repo_url: string;
        };
        LocalUploadStatus: {
            /** @description Where the service keeps the file; get it with `download` */
            artifact_path: string;
        };
        KojiStatus: {
            /**
             * @description Known once koji has reserved the build
             * @example 42
             */
            build_id?: number;
        };
        ComposeMetadata: components["schemas"]["ObjectReference"] & {
            request?: components["schemas"]["ComposeRequest"];
            /** @description The packages installed in the image */
            packages?: components["schemas"]["PackageMetadata"][];
            /** @description The commit that was made */
            ostree_commit?: string;
        };
        ComposeLogs: components["schemas"]["ObjectReference"] & {
            image_builds: Record<string, unknown>[];
            koji?: components["schemas"]["KojiLogs"];
        };
        KojiLogs: {
            init: unknown;
            import: unknown;
        };
        ComposeManifests: components["schemas"]["ObjectReference"] & {
            manifests: (Record<string, unknown> | null)[];
        };
        ComposeSBOMs: components["schemas"]["ObjectReference"] & {
            /** @description One list per image */
            items: components["schemas"]["ImageSBOM"][][];
        };
        ImageSBOM: {
            /** @description The document itself */
            sbom: Record<string, unknown>;
            /** @enum {string} */
            sbom_type: "spdx";
            /** @description The osbuild pipeline whose packages are listed */
            pipeline_name: string;
            /**
             * @description `buildroot`: the environment the image was built in. `image`: what is in it. There may be several of each.
             * @enum {string}
             */
            pipeline_purpose: "buildroot" | "image";
        };
        PackageMetadataCommon: {
            /** @example rpm */
            type: string;
            name: string;
            version: string;
            release: string;
            epoch?: string;
            arch: string;
            /** @description Of installed packages */
            sigmd5?: string;
            /** @description Of installed packages: the GPG signature, or the PGP one */
            signature?: string;
            /**
             * @description Of solved packages, as `algorithm:hash`
             * @example sha256:525788de3dd44497c27d4172568366b20380a6b6707f0a1970473e4d97046a4f
             */
            checksum?: string;
        };
        PackageMetadata: components["schemas"]["PackageMetadataCommon"] & {
            sigmd5: string;
        };
        CloneComposeBody: components["schemas"]["AWSEC2CloneCompose"];
        AWSEC2CloneCompose: {
            /** @example eu-west-1 */
            region: string;
            /** @description Accounts that get the image, beside those of the compose */
            share_with_accounts?: string[];
        };
        CloneComposeResponse: components["schemas"]["ObjectReference"] & {
            /**
             * Format: uuid
             * @example 1f0d3a52-8e40-4a4c-9a5e-6f0e6f1a7b11
             */
            id: string;
        };
        CloneStatus: components["schemas"]["ObjectReference"] & components["schemas"]["UploadStatus"];
        ImageRequest: {
            /** @example x86_64 */
            architecture: string;
            image_type: components["schemas"]["ImageTypes"];
            /** @description Where packages come from; an empty list stands for the distribution's own repositories */
            repositories: components["schemas"]["Repository"][];
            ostree?: components["schemas"]["OSTree"];
            upload_options?: components["schemas"]["UploadOptions"];
            /**
             * @description Where the image goes, beside the image type's default target that `upload_options` is about. Several targets
             *     of one kind are fine.
             */
            upload_targets?: components["schemas"]["UploadTarget"][];
            /**
             * @description Bytes, a whole number; 0 leaves it to the image type. Never less than the file systems need.
             * @default 0
             * @example 4294967296
             */
            size: unknown;
        };
        /** @enum {string} */
        ImageTypes: "aws" | "aws-cvm" | "aws-ha-rhui" | "aws-rhui" | "aws-sap-rhui" | "azure" | "azure-cvm" | "azure-eap7-rhui" | "azure-rhui" | "azure-sap-rhui" | "azure-sapapps-rhui" | "bootable-container-iso" | "edge-commit" | "edge-container" | "edge-installer" | "everything-network-installer" | "gcp" | "gcp-rhui" | "guest-image" | "image-installer" | "iot-bootable-container" | "iot-commit" | "iot-container" | "iot-installer" | "iot-raw-image" | "iot-simplified-installer" | "live-installer" | "minimal-raw" | "network-installer" | "oci" | "pxe-tar-xz" | "server-network-installer" | "vsphere" | "vsphere-ova" | "wsl";
        /** @description Builds from a bootable container instead of a distribution's packages */
        Bootc: {
            /** @example quay.io/centos-bootc/centos-bootc:stream9 */
            reference: string;
            /**
             * @description The container to build in; the container itself when absent
             * @example quay.io/centos-bootc/centos-bootc:stream9
             */
            build_reference?: string;
            /**
             * @description A container to carry on the medium; for `bootable-container-iso` only
             * @example quay.io/centos-bootc/centos-bootc:stream9
             */
            iso_payload_reference?: string;
        };
        /** @description Imports the images into koji as one build */
        Koji: {
            /**
             * Format: uri
             * @example https://koji.example.com/kojihub
             */
            server: string;
            /** @example 42 */
            task_id: number;
            /** @example Fedora-Cloud-Base */
            name: string;
            /** @example 43 */
            version: string;
            /** @example 20260907.0 */
            release: string;
        };
        OSTree: {
            /** @description Repository that the parent comes from */
            url?: string;
            /** @description Where content is fetched from when `url` is for metadata only; needs `url` */
            contenturl?: string;
            /**
             * @description The branch of the commit; the image type's own when absent
             * @example rhel/9/x86_64/edge
             */
            ref?: string;
            /**
             * @description Branch or commit that the new commit continues
             * @example rhel/9/x86_64/edge
             */
            parent?: string;
            /**
             * @description Whether the repository wants the certificates of a subscribed system
             * @default false
             */
            rhsm: boolean;
        };
        /** @description A package repository. The first of `baseurl`, `mirrorlist` and `metalink` that is given counts; one must be. */
        Repository: {
            /**
             * Format: uri
             * @example https://mirror.stream.centos.org/9-stream/BaseOS/x86_64/os/
             */
            baseurl?: string;
            /**
             * Format: uri
             * @example https://mirrorlist.example.com/?release=9-stream&arch=aarch64&repo=BaseOS
             */
            mirrorlist?: string;
            /**
             * Format: uri
             * @example https://mirrors.fedoraproject.org/metalink?repo=fedora-43&arch=x86_64
             */
            metalink?: string;
            /** @description Armoured key that its packages are signed with */
            gpgkey?: string;
            /** @description Whether packages must be signed; needs `gpgkey` */
            check_gpg?: boolean;
            /**
             * @description Whether its metadata must be signed
             * @default false
             */
            check_repo_gpg: boolean;
            ignore_ssl?: boolean;
            /**
             * @description Whether its packages are not subject to module filtering
             * @default false
             */
            module_hotfixes: boolean;
            /**
             * @description Whether it wants the certificates of a subscribed system
             * @default false
             */
            rhsm: boolean;
            /**
             * @description Pipelines that use it; all when absent
             * @example [
             *       "build",
             *       "os"
             *     ]
             */
            package_sets?: string[];
        };
        /** @description A repository that is configured in the image and not used to build it */
        CustomRepository: {
            id: string;
            name?: string;
            /** @description Below `/etc/yum.repos.d` */
            filename?: string;
            baseurl?: string[];
            /** Format: uri */
            mirrorlist?: string;
            /** Format: uri */
            metalink?: string;
            enabled?: boolean;
            /** @description Armoured keys or their URLs */
            gpgkey?: string[];
            check_gpg?: boolean;
            check_repo_gpg?: boolean;
            ssl_verify?: boolean;
            priority?: number;
            module_hotfixes?: boolean;
            /** @description Whether packages of the image come from it too */
            install_from?: boolean;
            /** @description The opposite of `ssl_verify`, which counts if both are given */
            ignore_ssl?: boolean;
        };
        /** @description As CustomRepository, in the spelling of blueprints */
        BlueprintRepository: {
            id: string;
            name?: string;
            filename?: string;
            baseurls?: string[];
            /** Format: uri */
            mirrorlist?: string;
            /** Format: uri */
            metalink?: string;
            enabled?: boolean;
            gpgkeys?: string[];
            gpgcheck?: boolean;
            repo_gpgcheck?: boolean;
            sslverify?: boolean;
            priority?: number;
            module_hotfixes?: boolean;
            /** @description Whether packages of the image come from it too */
            install_from?: boolean;
            /** @description The opposite of `sslverify`, which counts if both are given */
            ignore_ssl?: boolean;
        };
        /** @description A repository as the catalogue has it */
        SourceRepository: {
            id?: string;
            name?: string;
            baseurls?: string[];
            /** Format: uri */
            metalink?: string;
            /** Format: uri */
            mirrorlist?: string;
            gpgkeys?: string[];
            check_gpg?: boolean;
            check_repo_gpg?: boolean;
            ignore_ssl?: boolean;
            priority?: number;
            metadata_expire?: string;
            module_hotfixes?: boolean;
            rhsm?: boolean;
            enabled?: boolean;
            /** @description Image types it is for; all when absent */
            image_type_tags?: string[];
            package_sets?: string[];
        };
        UploadTarget: {
            type: components["schemas"]["UploadTypes"];
            upload_options: components["schemas"]["UploadOptions"];
        };
        /**
         * @description Where an image goes, in the members of one kind of target. All kinds are closed objects: members of two kinds
         *     cannot be mixed. Some objects fit two kinds, and the target's type decides which is meant.
         */
        UploadOptions: components["schemas"]["AWSEC2UploadOptions"] | components["schemas"]["AWSS3UploadOptions"] | components["schemas"]["GCPUploadOptions"] | components["schemas"]["AzureUploadOptions"] | components["schemas"]["ContainerUploadOptions"] | components["schemas"]["LocalUploadOptions"] | components["schemas"]["OCIUploadOptions"] | components["schemas"]["PulpOSTreeUploadOptions"];
        AWSEC2UploadOptions: {
            /** @example eu-west-1 */
            region: string;
            /**
             * @description Name of the image; a random one when absent
             * @example my-snapshot
             */
            snapshot_name?: string;
            /**
             * @example [
             *       "123456789012"
             *     ]
             */
            share_with_accounts: string[];
        };
        AWSS3UploadOptions: {
            /** @example eu-west-1 */
            region: string;
            /**
             * @description Whether anybody may read the file. If not, its URL is a long one that expires.
             * @default false
             */
            public: boolean;
        };
        GCPUploadOptions: {
            /**
             * @description Where the image is imported to and shared from
             * @example eu
             */
            region: string;
            /**
             * @description An existing bucket; the worker's own when absent
             * @example my-example-bucket
             */
            bucket?: string;
            /**
             * @description Unique in its project; a random one when absent
             * @example my-image
             */
            image_name?: string;
            /**
             * @description Accounts with their kind in front: `user:` or `serviceAccount:` or `group:` and a mail address, or `domain:`
             *     and a domain
             * @example [
             *       "user:alice@example.com",
             *       "domain:example.com"
             *     ]
             */
            share_with_accounts?: string[];
        };
        AzureUploadOptions: {
            /** @example 5c7ef5b6-1c3f-4da0-a622-0b060239d7d7 */
            tenant_id: string;
            /** @example 4e5d8b2c-ab24-4413-90c5-612306e809e2 */
            subscription_id: string;
            /** @example my-resource-group */
            resource_group: string;
            /**
             * @description That of the resource group when absent
             * @example westeurope
             */
            location?: string;
            /**
             * @description Unique in its resource group; a random one when absent
             * @example my-image
             */
            image_name?: string;
            /**
             * @default V1
             * @enum {string}
             */
            hyper_v_generation: "V1" | "V2";
        };
        ContainerUploadOptions: {
            /**
             * @description The name of the distribution when absent
             * @example my-os
             */
            name?: string;
            /**
             * @description Counts only beside `name`; a random one when absent
             * @example latest
             */
            tag?: string;
        };
        /** @description The file stays with this service */
        LocalUploadOptions: Record<string, unknown>;
        /** @description All settings are the worker's own */
        OCIUploadOptions: Record<string, unknown>;
        /** @description Options of a kind of target that cannot be chosen */
        PulpOSTreeUploadOptions: {
            basepath: string;
            repository?: string;
            /** Format: uri */
            server_address?: string;
        };
        Customizations: {
            /**
             * @example [
             *       "tmux"
             *     ]
             */
            packages?: string[];
            enabled_modules?: components["schemas"]["Module"][];
            containers?: components["schemas"]["Container"][];
            /**
             * @description Repositories beside those of the image request, for the packages of the image and not for its build
             *     environment; their `package_sets` do not count
             */
            payload_repositories?: components["schemas"]["Repository"][];
            /** @description Repositories that are configured in the image */
            custom_repositories?: components["schemas"]["CustomRepository"][];
            /** @example myhostname */
            hostname?: string;
            users?: components["schemas"]["User"][];
            groups?: components["schemas"]["Group"][];
            subscription?: components["schemas"]["Subscription"];
            kernel?: components["schemas"]["Kernel"];
            services?: components["schemas"]["Services"];
            timezone?: components["schemas"]["Timezone"];
            locale?: components["schemas"]["Locale"];
            firewall?: components["schemas"]["FirewallCustomization"];
            directories?: components["schemas"]["Directory"][];
            files?: components["schemas"]["File"][];
            filesystem?: components["schemas"]["Filesystem"][];
            disk?: components["schemas"]["Disk"];
            /**
             * @description `auto-lvm` is `lvm` where there are further mount points, else `raw`
             * @default auto-lvm
             * @enum {string}
             */
            partitioning_mode: "raw" | "lvm" | "auto-lvm";
            /**
             * @description For simplified installers
             * @example /dev/sda
             */
            installation_device?: string;
            openscap?: components["schemas"]["OpenSCAP"];
            fips?: components["schemas"]["FIPS"];
            fdo?: components["schemas"]["FDO"];
            ignition?: components["schemas"]["Ignition"];
            installer?: components["schemas"]["Installer"];
            rpm?: components["schemas"]["RPMCustomization"];
            rhsm?: components["schemas"]["RHSMCustomization"];
            cacerts?: components["schemas"]["CACertsCustomization"];
            dnf?: components["schemas"]["DNF"];
        };
        User: {
            /** @example user1 */
            name: string;
            groups?: string[];
            /**
             * @description Public SSH key
             * @example ssh-ed25519 AAAA…
             */
            key?: string;
            /**
             * Format: password
             * @description Hashed if it begins with `$6$`, `$5$` or `$2b$`; any other text is hashed here
             */
            password?: string;
        };
        Filesystem: {
            /** @example /var */
            mountpoint: string;
            /**
             * @description Bytes, a whole number
             * @example 2147483648
             */
            min_size: unknown;
        };
        File: {
            /** @example /etc/myfile */
            path: string;
            /**
             * @description Octal
             * @example 0644
             */
            mode?: string;
            /** @description Name or number */
            user?: string | number;
            /** @description Name or number */
            group?: string | number;
            /** @description Text, as `data_encoding` says */
            data?: string;
            /**
             * @description `base64` must decode to UTF-8 text; `plain` when absent
             * @enum {string}
             */
            data_encoding?: "plain" | "base64";
            /** @description Not available; refused unless it is empty */
            uri?: string;
            /** @default false */
            ensure_parents: boolean;
        };
        OpenSCAP: {
            profile_id: string;
            /**
             * Format: uuid
             * @description Compliance policy that instances of the image belong to, recorded in its subscription facts
             */
            policy_id?: string;
            tailoring?: components["schemas"]["OpenSCAPTailoring"];
            json_tailoring?: components["schemas"]["OpenSCAPJSONTailoring"];
        };
        FirewallCustomization: {
            /**
             * @description Ports or ranges of ports with their protocol
             * @example [
             *       "22:tcp",
             *       "80:tcp",
             *       "imap:tcp"
             *     ]
             */
            ports?: string[];
            services?: components["schemas"]["FirewallServices"];
        };
        FIPS: {
            /** @default false */
            enabled: boolean;
        };
        /** @description Subscribes the system at its first boot */
        Subscription: {
            /** @example 2040324 */
            organization: string;
            /**
             * Format: password
             * @example my-secret-key
             */
            activation_key: string;
            /**
             * Format: uri
             * @example subscription.example.com
             */
            server_url: string;
            /**
             * Format: uri
             * @example http://cdn.example.com/
             */
            base_url: string;
            /**
             * @description Whether the system registers with Insights
             * @example true
             */
            insights: boolean;
            /**
             * @description Whether `rhc` does it, which implies Insights
             * @default false
             * @example true
             */
            rhc: boolean;
            /** Format: uri */
            insights_client_proxy?: string;
            /** @description Template to register with, through Insights */
            template_uuid?: string;
            /** @description Template to register with, through `rhc` */
            template_name?: string;
            patch_url?: string;
            /** @description Repositories to enable at the first boot */
            content_sets?: string[];
        };
        Blueprint: {
            name: string;
            description?: string;
            /**
             * @description A semantic version; 0.0.0 when absent
             * @example 7.7.70
             */
            version?: string;
            /**
             * @description Must not contradict the request
             * @example fedora-43
             */
            distro?: string;
            packages?: components["schemas"]["Package"][];
            /** @description Another name for packages */
            modules?: components["schemas"]["Package"][];
            enabled_modules?: components["schemas"]["Module"][];
            groups?: components["schemas"]["PackageGroup"][];
            containers?: components["schemas"]["Container"][];
            customizations?: components["schemas"]["BlueprintCustomizations"];
        };
        BlueprintCustomizations: {
            hostname?: string;
            kernel?: components["schemas"]["Kernel"];
            sshkey?: components["schemas"]["SSHKey"][];
            user?: components["schemas"]["BlueprintUser"][];
            group?: components["schemas"]["Group"][];
            timezone?: components["schemas"]["Timezone"];
            locale?: components["schemas"]["Locale"];
            firewall?: components["schemas"]["BlueprintFirewall"];
            services?: components["schemas"]["Services"];
            filesystem?: components["schemas"]["BlueprintFilesystem"][];
            disk?: components["schemas"]["Disk"];
            dnf?: components["schemas"]["DNF"];
            /** @example /dev/sda */
            installation_device?: string;
            /**
             * @description `auto-lvm` is `lvm` where there are further mount points, else `raw`
             * @default auto-lvm
             * @enum {string}
             */
            partitioning_mode: "raw" | "lvm" | "auto-lvm";
            fdo?: components["schemas"]["FDO"];
            openscap?: components["schemas"]["BlueprintOpenSCAP"];
            ignition?: components["schemas"]["Ignition"];
            directories?: components["schemas"]["Directory"][];
            files?: components["schemas"]["BlueprintFile"][];
            /** @description Repositories that are configured in the image */
            repositories?: components["schemas"]["BlueprintRepository"][];
            fips?: boolean;
            installer?: components["schemas"]["Installer"];
            rpm?: components["schemas"]["RPMCustomization"];
            rhsm?: components["schemas"]["RHSMCustomization"];
            cacerts?: components["schemas"]["CACertsCustomization"];
        };
        SSHKey: {
            /** @example admin */
            user: string;
            /** @example ssh-ed25519 AAAA… */
            key: string;
        };
        BlueprintUser: {
            /** @example user1 */
            name: string;
            description?: string;
            /** @description Hashed if it begins with `$6$`, `$5$` or `$2b$`; any other text is hashed here */
            password?: string;
            /**
             * @description Public SSH key
             * @example ssh-ed25519 AAAA…
             */
            key?: string;
            home?: string;
            shell?: string;
            groups?: string[];
            uid?: number;
            gid?: number;
        };
        BlueprintFilesystem: {
            /** @example /var */
            mountpoint: string;
            minsize: components["schemas"]["minsize"];
        };
        BlueprintFile: {
            /** @example /etc/myfile */
            path: string;
            /**
             * @description Octal
             * @example 0644
             */
            mode?: string;
            /** @description Name or number */
            user?: string | number;
            /** @description Name or number */
            group?: string | number;
            /** @description Text, as `data_encoding` says */
            data?: string;
            /**
             * @description `base64` must decode to UTF-8 text; `plain` when absent
             * @enum {string}
             */
            data_encoding?: "plain" | "base64";
            /** @description Not available; refused unless it is empty */
            uri?: string;
        };
        BlueprintFirewall: {
            /**
             * @description Ports or ranges of ports with their protocol
             * @example [
             *       "22:tcp",
             *       "80:tcp",
             *       "imap:tcp"
             *     ]
             */
            ports?: string[];
            services?: components["schemas"]["FirewallServices"];
            zones?: components["schemas"]["FirewallZones"][];
        };
        /** @description Binds sources of traffic to a zone */
        FirewallZones: {
            /** @description Needed */
            name?: string;
            /** @description Networks, MAC addresses or `ipset:` and a name */
            sources?: string[];
        };
        BlueprintOpenSCAP: {
            profile_id: string;
            datastream?: string;
            /**
             * Format: uuid
             * @description As in OpenSCAP
             */
            policy_id?: string;
            tailoring?: components["schemas"]["OpenSCAPTailoring"];
            json_tailoring?: components["schemas"]["OpenSCAPJSONTailoring"];
        };
        Package: {
            /**
             * @description May hold wildcards, as `openssh-*`
             * @example tmux
             */
            name: string;
            /**
             * @description May hold wildcards, as `4.11.*`; the newest when absent
             * @example 3.3a
             */
            version?: string;
        };
        PackageGroup: {
            /** @example anaconda-tools */
            name: string;
        };
        Module: {
            /** @example nodejs */
            name: string;
            /** @example 22 */
            stream: string;
        };
        /** @description A container to carry in the image */
        Container: {
            /** @example registry.example.com/image:tag */
            source: string;
            /** @description Its name in the image; that of the source when absent */
            name?: string;
            /** @example true */
            tls_verify?: boolean;
        };
        Group: {
            name: string;
            gid?: number;
        };
        Kernel: {
            /** @example kernel-debug */
            name?: string;
            /**
             * @description Added to the kernel's command line
             * @example nosmt=force
             */
            append?: string;
        };
        /** @description systemd units to enable, disable or mask */
        Services: {
            enabled?: string[];
            disabled?: string[];
            masked?: string[];
        };
        Timezone: {
            /**
             * @description UTC when absent
             * @example Europe/Prague
             */
            timezone?: string;
            /**
             * @example [
             *       "0.pool.ntp.org",
             *       "1.pool.ntp.org"
             *     ]
             */
            ntpservers?: string[];
        };
        Locale: {
            /**
             * @description The first one is the system's
             * @example [
             *       "en_US.UTF-8"
             *     ]
             */
            languages?: string[];
            /** @example us */
            keyboard?: string;
        };
        FirewallServices: {
            /**
             * @example [
             *       "ftp",
             *       "ntp"
             *     ]
             */
            enabled?: string[];
            /**
             * @example [
             *       "telnet"
             *     ]
             */
            disabled?: string[];
        };
        Directory: {
            /** @example /etc/mydir */
            path: string;
            /**
             * @description Octal
             * @example 0755
             */
            mode?: string;
            /** @description Name or number */
            user?: string | number;
            /** @description Name or number */
            group?: string | number;
            /** @default false */
            ensure_parents: boolean;
        };
        /** @description Rules to add to the profile and to take from it */
        OpenSCAPTailoring: {
            selected?: string[];
            unselected?: string[];
        };
        /** @description A tailoring file in the image */
        OpenSCAPJSONTailoring: {
            profile_id: string;
            filepath: string;
        };
        /** @description Onboarding by FIDO; exactly one of the three keys */
        FDO: {
            manufacturing_server_url?: string;
            diun_pub_key_insecure?: string;
            diun_pub_key_hash?: string;
            diun_pub_key_root_certs?: string;
            di_mfg_string_type_mac_iface?: string;
        };
        /** @description Either an embedded configuration or a URL for the first boot */
        Ignition: {
            embedded?: components["schemas"]["IgnitionEmbedded"];
            firstboot?: components["schemas"]["IgnitionFirstboot"];
        };
        IgnitionEmbedded: {
            config: string;
        };
        IgnitionFirstboot: {
            url: string;
        };
        Installer: {
            unattended?: boolean;
            /** @description Users, and groups with `%` in front, that need no password for sudo */
            "sudo-nopasswd"?: string[];
            kickstart?: components["schemas"]["Kickstart"];
        };
        /**
         * @description A kickstart file for installers. It cannot be combined with users, groups and the other settings, since those
         *     are written into such a file.
         */
        Kickstart: {
            contents?: string;
        };
        RPMCustomization: {
            import_keys?: components["schemas"]["ImportKeys"];
        };
        ImportKeys: {
            /** @description Key files in the image that are imported when it is built */
            files?: string[];
        };
        RHSMCustomization: {
            config?: components["schemas"]["RHSMConfig"];
        };
        RHSMConfig: {
            dnf_plugins?: components["schemas"]["SubManDNFPluginsConfig"];
            subscription_manager?: components["schemas"]["SubManConfig"];
        };
        SubManDNFPluginsConfig: {
            product_id?: components["schemas"]["DNFPluginConfig"];
            subscription_manager?: components["schemas"]["DNFPluginConfig"];
        };
        DNFPluginConfig: {
            enabled?: boolean;
        };
        SubManConfig: {
            rhsm?: components["schemas"]["SubManRHSMConfig"];
            rhsmcertd?: components["schemas"]["SubManRHSMCertdConfig"];
        };
        SubManRHSMConfig: {
            manage_repos?: boolean;
            auto_enable_yum_plugins?: boolean;
        };
        SubManRHSMCertdConfig: {
            auto_registration?: boolean;
        };
        CACertsCustomization: {
            /** @description Certificates of authorities that the image trusts */
            pem_certs: string[];
        };
        DNF: {
            config?: components["schemas"]["DNFConfig"];
        };
        DNFConfig: {
            /**
             * @description Whether the system is held at its minor release
             * @default false
             */
            set_releasever: boolean;
        };
        Disk: {
            /**
             * @description Kind of partition table
             * @enum {string}
             */
            type?: "gpt" | "dos";
            minsize?: components["schemas"]["minsize"];
            partitions: components["schemas"]["Partition"][];
        };
        Partition: components["schemas"]["FilesystemTyped"] | components["schemas"]["BtrfsVolume"] | components["schemas"]["VolumeGroup"];
        FilesystemTyped: {
            /** @enum {string} */
            type?: "plain";
            part_type?: components["schemas"]["partitionType"];
            minsize?: components["schemas"]["minsize"];
            /** @description None for swap */
            mountpoint?: string;
            label?: string;
            /** @enum {string} */
            fs_type: "ext4" | "xfs" | "vfat" | "swap";
        };
        BtrfsVolume: {
            /** @enum {string} */
            type: "btrfs";
            part_type?: components["schemas"]["partitionType"];
            minsize?: components["schemas"]["minsize"];
            subvolumes: components["schemas"]["BtrfsSubvolume"][];
        };
        BtrfsSubvolume: {
            /** @description Its path below the volume's root */
            name: string;
            mountpoint: string;
        };
        VolumeGroup: {
            /** @enum {string} */
            type: "lvm";
            part_type?: components["schemas"]["partitionType"];
            /** @description A generated one when absent */
            name?: string;
            /** @description Not available, only volumes have one; refused unless it is empty */
            label?: string;
            minsize?: components["schemas"]["minsize"];
            logical_volumes: components["schemas"]["LogicalVolume"][];
        };
        LogicalVolume: {
            name?: string;
            minsize?: components["schemas"]["minsize"];
            /** @description None for swap */
            mountpoint?: string;
            label?: string;
            /** @enum {string} */
            fs_type: "ext4" | "xfs" | "vfat" | "swap";
        };
        /** @description A UUID for gpt, two hexadecimal digits for dos; by mount point and content when absent */
        partitionType: string;
        /**
         * @description A number of bytes, or a number with the unit kB, KiB, MB, MiB, GB, GiB, TB or TiB
         * @example 2 GiB
         */
        minsize: string;
        DepsolveRequest: {
            blueprint: components["schemas"]["Blueprint"];
            /** @example centos-9 */
            distribution: string;
            /** @example x86_64 */
            architecture: string;
            image_type?: components["schemas"]["ImageTypes"];
            /** @description Exactly these repositories, even none; the distribution's own when absent */
            repositories?: components["schemas"]["Repository"][];
        };
        DepsolveResponse: {
            packages: components["schemas"]["PackageMetadataCommon"][];
        };
        SearchPackagesRequest: {
            /** @description Names; `*` stands for any text */
            packages: string[];
            /** @example centos-9 */
            distribution: string;
            /** @example x86_64 */
            architecture: string;
            /** @description Exactly these repositories, even none; the distribution's own when absent */
            repositories?: components["schemas"]["Repository"][];
        };
        SearchPackagesResponse: {
            packages: components["schemas"]["PackageDetails"][];
        };
        PackageDetails: {
            name: string;
            summary?: string;
            description?: string;
            url?: string;
            version: string;
            release: string;
            epoch?: string;
            arch: string;
            /** @description RFC 3339 */
            buildtime?: string;
            license?: string;
        };
        /** @description Distribution → architecture → image type → its default repositories */
        DistributionList: {
            [key: string]: {
                [key: string]: {
                    [key: string]: components["schemas"]["SourceRepository"][];
                };
            };
        };
        DistributionDetails: {
            /** @description Its canonical name */
            id: string;
            kind: string;
            href: string;
            /** @example rhel-9.6 */
            name: string;
            codename?: string;
            /**
             * @description As repository URLs spell it
             * @example 9
             */
            releasever?: string;
            /** @example 9.6 */
            os_version?: string;
            /** @example platform:el9 */
            module_platform_id?: string;
            /** @example Red Hat Enterprise Linux */
            product?: string;
            ostree_ref?: string;
            architectures?: {
                [key: string]: components["schemas"]["ArchitectureInfo"];
            };
        };
        ArchitectureInfo: {
            /** @example x86_64 */
            name: string;
            image_types?: {
                [key: string]: components["schemas"]["ImageTypeInfo"];
            };
        };
        ImageTypeInfo: {
            /** @example ami */
            name: string;
            aliases?: string[];
            /** @example image.raw */
            filename?: string;
            /** @example application/octet-stream */
            mime_type?: string;
            /** @description Default branch of commits */
            ostree_ref?: string;
            /** @description Of installation media */
            iso_label?: string | null;
            /**
             * Format: uint64
             * @description Bytes
             * @example 10737418240
             */
            default_size?: number;
            /**
             * @description Absent where there is no partition table
             * @enum {string}
             */
            partition_type?: "gpt" | "dos";
            base_partition_table?: components["schemas"]["Disk"];
            /** @enum {string} */
            boot_mode?: "legacy" | "uefi" | "hybrid" | "none";
            /** @description Package sets that custom repositories may serve */
            payload_package_sets?: string[];
            /** @description Pipelines whose output is the image */
            exports?: string[];
            required_blueprint_options?: string[];
            /**
             * @example [
             *       "packages",
             *       "customizations.sshkey"
             *     ]
             */
            supported_blueprint_options?: string[];
        };
    };
    responses: {
        /**
         * @description The request cannot be done: its number says why, and `details` names the member. A malformed id, an unknown
         *     member, a wrong combination.
         */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The token is missing, not valid, or its bearer is not admitted */
        Unauthorized: {
            headers: {
                "WWW-Authenticate"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Reserved; a caller that is not admitted gets 401 */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /**
         * @description There is no such thing, or it belongs to another tenant: the two are answered alike. Also for ids of jobs that
         *     the route is not about.
         */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The idempotency key belongs to another request */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The body is larger than this service takes */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The content type is not exactly `application/json` */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The tenant has too many requests open, or too many jobs waiting */
        TooMany: {
            headers: {
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The service has too much to do for this request */
        Busy: {
            headers: {
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The service failed, or something it depends on did */
        InternalError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: {
        /** @description Id of the compose. The spellings without dashes, in braces and with `urn:uuid:` are understood too. */
        composeId: string;
        /** @description Index of the page, from 0 */
        page: string;
        /** @description Number of items on a page */
        size: string;
        /**
         * @description A text of the client's choice, 1 to 255 visible ASCII characters. The same key with the same body is answered
         *     with the same compose for 24 hours, without making another; with another body it is refused.
         */
        idempotencyKey: string;
        /** @description An id under which the caller finds the request in this service's logs */
        externalId: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    postCompose: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A text of the client's choice, 1 to 255 visible ASCII characters. The same key with the same body is answered
                 *     with the same compose for 24 hours, without making another; with another body it is refused.
                 */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description An id under which the caller finds the request in this service's logs */
                "X-External-Id"?: components["parameters"]["externalId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ComposeRequest"];
            };
        };
        responses: {
            /** @description The compose is enqueued */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComposeId"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Busy"];
        };
    };
    getComposeList: {
        parameters: {
            query?: {
                /** @description Index of the page, from 0 */
                page?: components["parameters"]["page"];
                /** @description Number of items on a page */
                size?: components["parameters"]["size"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of composes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComposeList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["InternalError"];
        };
    };
    getComposeStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the compose. The spellings without dashes, in braces and with `urn:uuid:` are understood too. */
                id: components["parameters"]["composeId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The status */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComposeStatus"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["InternalError"];
        };
    };
    deleteCompose: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the compose. The spellings without dashes, in braces and with `urn:uuid:` are understood too. */
                id: components["parameters"]["composeId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The compose is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComposeDeleteStatus"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["InternalError"];
        };
    };
    getComposeMetadata: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the compose. The spellings without dashes, in braces and with `urn:uuid:` are understood too. */
                id: components["parameters"]["composeId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metadata */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComposeMetadata"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["InternalError"];
        };
    };
    getComposeLogs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the compose. The spellings without dashes, in braces and with `urn:uuid:` are understood too. */
                id: components["parameters"]["composeId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The logs, JSON of no promised shape */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComposeLogs"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["InternalError"];
        };
    };
    getComposeManifests: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the compose. The spellings without dashes, in braces and with `urn:uuid:` are understood too. */
                id: components["parameters"]["composeId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The manifests */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComposeManifests"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["InternalError"];
        };
    };
    getComposeSBOMs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the compose. The spellings without dashes, in braces and with `urn:uuid:` are understood too. */
                id: components["parameters"]["composeId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The documents */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComposeSBOMs"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["InternalError"];
        };
    };
    getComposeDownload: {
        parameters: {
            query?: never;
            header?: {
                /** @description One range of bytes, as `bytes=0-99` */
                Range?: string;
            };
            path: {
                /** @description Id of the compose. The spellings without dashes, in braces and with `urn:uuid:` are understood too. */
                id: components["parameters"]["composeId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file; its name is in `Content-Disposition` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The part that was asked for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The file is at `Location`, for a short time and without a token */
            307: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description The file is shorter than the range begins; `Content-Range` tells its size */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            429: components["responses"]["TooMany"];
            500: components["responses"]["InternalError"];
        };
    };
    postCloneCompose: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the compose. The spellings without dashes, in braces and with `urn:uuid:` are understood too. */
                id: components["parameters"]["composeId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CloneComposeBody"];
            };
        };
        responses: {
            /** @description The clone is enqueued */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CloneComposeResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["InternalError"];
        };
    };
    getCloneStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id that the clone request was answered with */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The status */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CloneStatus"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["InternalError"];
        };
    };
    postDepsolveBlueprint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DepsolveRequest"];
            };
        };
        responses: {
            /** @description The packages */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DepsolveResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Busy"];
        };
    };
    postSearchPackages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SearchPackagesRequest"];
            };
        };
        responses: {
            /** @description What matches */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchPackagesResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Busy"];
        };
    };
    getDistributionList: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All distributions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DistributionList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["InternalError"];
        };
    };
    getDistribution: {
        parameters: {
            query?: {
                /** @description Only these image types, by any of their names; may be repeated */
                image_type?: string[];
                /** @description Only these architectures; may be repeated */
                architecture?: string[];
            };
            header?: never;
            path: {
                /** @description Name or alias of the distribution */
                distro: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The distribution */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DistributionDetails"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["InternalError"];
        };
    };
    getErrorList: {
        parameters: {
            query?: {
                /** @description Index of the page, from 0 */
                page?: components["parameters"]["page"];
                /** @description Number of items on a page */
                size?: components["parameters"]["size"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of errors */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalError"];
        };
    };
    getError: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the error */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The error as it would be answered, without details */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["InternalError"];
        };
    };
    getOpenapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, unknown>;
                };
            };
            500: components["responses"]["InternalError"];
        };
    };
}
