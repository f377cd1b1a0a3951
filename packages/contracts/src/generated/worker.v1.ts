// Generated from the OpenAPI document by scripts/generate-types.mjs: edit that and run `npm run generate`.

export interface paths {
    "/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a job
         * @description Waits until there is a job of one of the types for this architecture and tenant, or for the time limit of the
         *     service. A worker then asks again at once.
         */
        post: operations["RequestJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The attempt, as the last part of `location` */
                token: components["parameters"]["token"];
            };
            cookie?: never;
        };
        /**
         * Say that the attempt is alive, and ask whether it still counts
         * @description The only call that keeps an attempt alive. A worker that reads `canceled` stops working; on any other answer it
         *     goes on.
         */
        get: operations["GetJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Report on the job
         * @description `result` finishes the job, `partial` tells its progress; `result` counts where both are given. A body with neither
         *     finishes the job without a result. The same final result may be sent again.
         */
        patch: operations["UpdateJob"];
        trace?: never;
    };
    "/jobs/{token}/depsolve": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The attempt, as the last part of `location` */
                token: components["parameters"]["token"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have the workers of the job's tenant solve packages for it
         * @description For makers, about a job they run. Enqueues a depsolve job as a child of that job, in the tenant's lane and in the
         *     same compose, and waits for its end, or for the time limit of the service: after a 202 the same body is sent again.
         *
         *     The same body gives the same child, also to a later attempt of the job, unless that child failed or was cancelled
         *     before the attempt began; an attempt that follows a release counts as the one before. A child that is not finished when its job ends is cancelled. The result is relayed byte
         *     for byte; a child that failed is finished, too, and its result has the error.
         */
        post: operations["DepsolveForJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{token}/release": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The attempt, as the last part of `location` */
                token: components["parameters"]["token"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a job back that is not going to be finished here
         * @description For makers that stop, about a job they run. The attempt is over and its token dead; the job is ready again in its
         *     old place, and what was tried does not count as one of its tries. Its children stay, and the next maker finds them
         *     with the same bodies.
         */
        post: operations["ReleaseJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{token}/artifacts/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The attempt, as the last part of `location` */
                token: components["parameters"]["token"];
                /** @description A plain file name of at most 255 bytes, percent-encoded once */
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Upload a file
         * @description Of any size and content type, with or without a length. A file of the same name is replaced. Files are visible
         *     once the result of the attempt is accepted, and dropped if it never is.
         */
        put: operations["UploadJobArtifact"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register a worker
         * @description The id that comes back is named when asking for jobs, and kept alive by status calls.
         */
        post: operations["postWorkers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workers/{worker_id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker_id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that a worker is there
         * @description A worker that does not call is forgotten after a while. Its jobs are not touched: each attempt has a life of its
         *     own. 400 tells a worker to register again.
         */
        post: operations["postWorkerStatus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the service answers */
        get: operations["GetStatus"];
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
            kind: string;
            href: string;
        };
        Error: components["schemas"]["ObjectReference"] & {
            /** @example IMAGE-BUILDER-WORKER-5 */
            code: string;
            reason: string;
            /** @description Names this request in the logs */
            operation_id: string;
            /** @description The reason again, for old workers */
            message: string;
            /** @description What is wrong, with the name of the member; only where there is more to say than the reason */
            details?: string;
        };
        /**
         * @description What the worker's machine is. The empty one stands for none and gets no job that is bound to one.
         * @example x86_64
         * @enum {string}
         */
        Arch: "x86_64" | "aarch64" | "ppc64le" | "s390x" | "riscv64" | "arm" | "";
        StatusResponse: components["schemas"]["ObjectReference"] & {
            /** @example OK */
            status: string;
        };
        RequestJobRequest: {
            /** @description Types of jobs the worker can do, without an architecture. Names that are not known here are ignored. */
            types: string[];
            arch: components["schemas"]["Arch"];
            /** @description As it was registered */
            worker_id?: string;
        };
        RequestJobResponse: components["schemas"]["ObjectReference"] & {
            /** @example osbuild */
            type: string;
            /** @description Where to report, from the root of the host */
            location: string;
            /** @description Where to upload; ends in a slash, and the file name follows */
            artifact_location: string;
            /** @description Id of the compose that the job is part of */
            compose_id?: string;
            /** @description What to do; any JSON */
            args?: unknown;
            /**
             * @description Results of the jobs that this one depends on, in the order in which it was told to; null for one without.
             *     Absent where there are none.
             */
            dynamic_args?: unknown[];
        };
        GetJobResponse: components["schemas"]["ObjectReference"] & {
            canceled: boolean;
        };
        UpdateJobRequest: components["schemas"]["UpdateJobResult"] | components["schemas"]["UpdateJobPartial"] | components["schemas"]["UpdateJobEmpty"];
        UpdateJobResult: {
            /** @description The final result; any JSON */
            result: unknown;
        };
        UpdateJobPartial: {
            /** @description A result so far; its `progress` is what counts */
            partial: unknown;
        };
        /** @description Finishes the job without a result */
        UpdateJobEmpty: Record<string, unknown>;
        UpdateJobResponse: components["schemas"]["ObjectReference"];
        /** @description The args of a depsolve job */
        DepsolveForJobRequest: {
            /** @description Pipeline → chain of package sets, each solved on top of the one before */
            grouped_package_sets: {
                [key: string]: components["schemas"]["PackageSet"][];
            };
            /** @example platform:f43 */
            module_platform_id: string;
            /** @example x86_64 */
            arch: string;
            /** @example 43 */
            releasever: string;
            /**
             * @description Absent or empty for none
             * @enum {string}
             */
            sbom_type?: "spdx" | "";
        };
        /** @description The solver reads these names as they are */
        PackageSet: {
            Include: components["schemas"]["Texts"];
            Exclude: components["schemas"]["Texts"];
            EnabledModules: components["schemas"]["Texts"];
            Repositories: components["schemas"]["Repository"][] | null;
            InstallWeakDeps: boolean;
        };
        Texts: string[] | null;
        Repository: {
            /** @description What packages of the result name as their repository */
            id?: string;
            name?: string;
            baseurls?: string[];
            metalink?: string;
            mirrorlist?: string;
            /** @description Armoured keys or their URLs */
            gpgkeys?: string[];
            check_gpg?: boolean;
            check_repo_gpg?: boolean;
            priority?: number;
            ignore_ssl?: boolean;
            metadata_expire?: string;
            module_hotfixes?: boolean;
            /** @description With the subscription of the worker */
            rhsm?: boolean;
            enabled?: boolean;
            image_type_tags?: string[];
            package_sets?: string[];
        };
        DepsolveForJobResponse: components["schemas"]["ObjectReference"] & {
            /** @enum {string} */
            state: "waiting" | "ready" | "running" | "finished" | "cancelled";
            /** @description Of a finished child: the result of the depsolve job, as its worker sent it */
            result?: unknown;
        };
        PostWorkersRequest: {
            arch: components["schemas"]["Arch"];
        };
        PostWorkersResponse: components["schemas"]["ObjectReference"] & {
            /** Format: uuid */
            worker_id: string;
        };
    };
    responses: {
        /** @description The call makes no sense; its number says why */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The token or the name of the file is malformed. Without a body: this service keeps no artifacts. */
        ArtifactRefused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                "x-empty": unknown;
            };
        };
        /** @description The token is missing, not valid, or its bearer is not admitted. Only this answer makes a worker fetch a new one. */
        Unauthorized: {
            headers: {
                "WWW-Authenticate"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The attempt is over or was never there, or belongs to another tenant */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The job has had so many children that it may have no other */
        TooManyChildren: {
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
        /** @description The attempt, as the last part of `location` */
        token: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    RequestJob: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RequestJobRequest"];
            };
        };
        responses: {
            /** @description A job; it is requeued unless the worker shows signs of life */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestJobResponse"];
                };
            };
            /** @description No job came up in time. There is no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["InternalError"];
        };
    };
    GetJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The attempt, as the last part of `location` */
                token: components["parameters"]["token"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The attempt is known */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GetJobResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["InternalError"];
        };
    };
    UpdateJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The attempt, as the last part of `location` */
                token: components["parameters"]["token"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["UpdateJobRequest"];
            };
        };
        responses: {
            /** @description The report is stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpdateJobResponse"];
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
    DepsolveForJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The attempt, as the last part of `location` */
                token: components["parameters"]["token"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DepsolveForJobRequest"];
            };
        };
        responses: {
            /** @description The child has ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DepsolveForJobResponse"];
                };
            };
            /** @description The child has not ended in time; there is no result yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DepsolveForJobResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["TooManyChildren"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["InternalError"];
        };
    };
    ReleaseJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The attempt, as the last part of `location` */
                token: components["parameters"]["token"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job is ready again. There is no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["InternalError"];
        };
    };
    UploadJobArtifact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The attempt, as the last part of `location` */
                token: components["parameters"]["token"];
                /** @description A plain file name of at most 255 bytes, percent-encoded once */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description The file is stored. There is no body. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ArtifactRefused"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["InternalError"];
        };
    };
    postWorkers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PostWorkersRequest"];
            };
        };
        responses: {
            /** @description The worker is registered */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PostWorkersResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["InternalError"];
        };
    };
    postWorkerStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Noted. There is no body. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["InternalError"];
        };
    };
    GetStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooMany"];
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
            /** @description The error as it would be answered */
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
