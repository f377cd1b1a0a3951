// Generated from the OpenAPI document by scripts/generate-types.mjs: edit that and run `npm run generate`.

export interface paths {
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this caller may do */
        get: operations["getSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/now": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What waits, runs and is paused at the moment */
        get: operations["getNow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What changes, when it does
         * @description Server-sent events. `now`: the text of `Now`, soon and whenever it differs. `changed`: lists of composes,
         *     workers or actions may differ. `compose`: the id of the compose that was asked for, when it differs. `trouble`: the
         *     database does not answer. One query a second for all listeners of a process together, none without a listener.
         */
        get: operations["getEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/trends": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Jobs that ended in the last hour or day */
        get: operations["getTrends"];
        put?: never;
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
        /** Workers with what they work on */
        get: operations["getWorkers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/composes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Composes of every tenant, newest first */
        get: operations["listComposes"];
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
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /** A compose with its jobs, errors and actions */
        get: operations["getCompose"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/composes/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel what is unfinished */
        post: operations["cancelCompose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/composes/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Another try for what failed or was cancelled; what succeeded is not done again */
        post: operations["retryCompose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /** A job with its attempts */
        get: operations["getJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/args": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /** What the job is to do, as its exact text; empty when it was erased */
        get: operations["getJobArgs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/result": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /** What its worker reported, as its exact text, streamed */
        get: operations["getJobResult"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /** The build log of a result as lines of text, streamed */
        get: operations["getJobLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/stages": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /** The stages of a build log, and where each begins in its text */
        get: operations["getJobStages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/packages": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /** The packages of the image that a build made */
        get: operations["getJobPackages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/sboms": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /** Which SBOMs the image of a build has */
        get: operations["getJobSboms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/sboms/{pipeline}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
                pipeline: string;
            };
            cookie?: never;
        };
        /** One SBOM as its exact text, as a file */
        get: operations["getJobSbom"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /**
         * The file that a build uploaded to this service
         * @description An image may hold what the other answers leave out, such as hashes of passwords. Like an action it needs
         *     `CONSOLE=full` and the name of who asks.
         */
        get: operations["getJobFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/requeue": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a running job from its worker; it is handed out again */
        post: operations["requeueJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pauses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand out nothing new from a lane */
        post: operations["pauseLane"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pauses/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand out from a lane again */
        post: operations["resumeLane"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workers/{id}/expire": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Forget a worker; it registers again */
        post: operations["expireWorker"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Actions of operators, newest first */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/documents/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: "composer.v2" | "worker.v1" | "console.v1";
            };
            cookie?: never;
        };
        /** One of the OpenAPI documents */
        get: operations["getDocument"];
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
        Error: {
            href: string;
            id: string;
            /** @enum {string} */
            kind: "Error";
            code: string;
            operation_id: string;
            reason: string;
            /** @description Names the member that cannot be */
            details?: unknown;
        };
        Session: {
            /** @enum {string} */
            mode: "read-only" | "full";
            /** @description Who would act; null when the header is missing */
            actor: string | null;
            actor_header: string;
            version: string;
        };
        Reason: {
            /** @description Stands in the audit log */
            reason: string;
        };
        LaneAction: {
            /** @description The lane of a tenant; null or absent for every tenant */
            tenant?: string | null;
            /** @description A type, with or without architecture; null or absent for every type */
            type?: string | null;
            reason: string;
        };
        /** @enum {string} */
        ComposeState: "waiting" | "running" | "succeeded" | "failed" | "cancelled";
        /** @enum {string} */
        JobState: "waiting" | "ready" | "running" | "finished" | "cancelled";
        Lane: {
            channel: string;
            type: string;
            waiting: number;
            ready: number;
            running: number;
            oldestReadySeconds: number;
            paused: boolean;
        };
        Pause: {
            channel: string | null;
            type: string | null;
            /** Format: date-time */
            pausedAt: string;
            pausedBy: string;
            reason: string;
        };
        Instance: {
            id: string;
            service: string;
            version: string;
            host: string;
            /** Format: date-time */
            startedAt: string;
            /** Format: date-time */
            seenAt: string;
            facts: {
                [key: string]: unknown;
            };
        };
        Now: {
            lanes: components["schemas"]["Lane"][];
            pauses: components["schemas"]["Pause"][];
            instances: components["schemas"]["Instance"][];
        };
        Trends: {
            /** @enum {string} */
            span: "hour" | "day";
            types: {
                type: string;
                finished: number;
                failed: number;
                cancelled: number;
                p50Seconds: number | null;
                p95Seconds: number | null;
            }[];
            points: {
                /** Format: date-time */
                at: string;
                finished: number;
                failed: number;
                p50Seconds: number | null;
                p95Seconds: number | null;
            }[];
        };
        Workers: {
            items: {
                id: string;
                channel: string;
                arch: string;
                /** Format: date-time */
                registeredAt: string;
                /** Format: date-time */
                seenAt: string;
                jobs: {
                    id: string;
                    composeId: string;
                    type: string;
                    /** Format: date-time */
                    startedAt: string;
                }[];
            }[];
        };
        ComposeSummary: {
            id: string;
            channel: string;
            /** @enum {string} */
            kind: "image" | "koji" | "bootc" | "clone" | "depsolve" | "search";
            externalId: string | null;
            /** Format: date-time */
            createdAt: string;
            state: components["schemas"]["ComposeState"];
            distribution: string | null;
            imageTypes: string[];
            jobs: {
                waiting: number;
                ready: number;
                running: number;
                finished: number;
                cancelled: number;
            };
        };
        ComposePage: {
            composes: components["schemas"]["ComposeSummary"][];
            next: string | null;
        };
        JobError: {
            id: number;
            reason: string;
            details?: unknown;
        };
        MaybeJobError: {
            id: number;
            reason: string;
            details?: unknown;
        } | null;
        MaybeProgress: {
            done: number;
            total: number;
            subprogress?: {
                done: number;
                total: number;
            };
        } | null;
        JobSummary: {
            id: string;
            composeId: string;
            parentId: string | null;
            role: string;
            type: string;
            channel: string;
            state: components["schemas"]["JobState"];
            failed: boolean;
            attempt: number;
            workerId: string | null;
            /** Format: date-time */
            queuedAt: string;
            /** Format: date-time */
            readyAt: string | null;
            /** Format: date-time */
            startedAt: string | null;
            /** Format: date-time */
            finishedAt: string | null;
            progress: components["schemas"]["MaybeProgress"];
            error: components["schemas"]["MaybeJobError"];
            dependsOn: string[];
        };
        Attempt: {
            attempt: number;
            workerId: string | null;
            /** Format: date-time */
            startedAt: string;
            /** Format: date-time */
            endedAt: string | null;
            /** @enum {string|null} */
            ending: "returned" | "lost" | "requeued" | "retried" | "succeeded" | "failed" | "cancelled" | null;
            error: components["schemas"]["MaybeJobError"];
        };
        JobDetail: components["schemas"]["JobSummary"] & {
            /** @description The details of its error in words */
            errorLines: string[];
            attempts: components["schemas"]["Attempt"][];
            resultBytes: number | null;
            argsBytes: number;
            argsErased: boolean;
            outcome: unknown;
        };
        LogStage: {
            pipeline: string;
            stage: string;
            failed: boolean;
            /** @description Of its heading in the text of the log, from 1 */
            line: number;
            /** @description With the heading */
            lines: number;
        };
        Package: {
            name: string;
            epoch?: string;
            version: string;
            release: string;
            arch: string;
        };
        Sbom: {
            pipeline: string;
            bytes: number;
        };
        ComposeDetail: components["schemas"]["ComposeSummary"] & {
            /** Format: date-time */
            expiresAt: string;
            /** @description The redacted request as JSON text */
            request: string | null;
            jobList: components["schemas"]["JobSummary"][];
            /** @description The deepest cause first */
            errors: {
                jobId: string;
                role: string;
                type: string;
                error: components["schemas"]["JobError"];
                /** @description The details of the error in words */
                lines: string[];
            }[];
            audit: components["schemas"]["AuditRow"][];
            /** @description Where the images went, by build */
            targets: {
                jobId: string;
                /** @description Such as org.osbuild.aws */
                name: string;
                /** @description Name of the file that this service keeps */
                file: string | null;
                options: unknown;
                error: components["schemas"]["MaybeJobError"];
            }[];
        };
        AuditRow: {
            id: string;
            /** Format: date-time */
            doneAt: string;
            actor: string;
            action: string;
            subject: string;
            subjectId: string;
            composeId: string | null;
            reason: string;
            answer: string;
            details: unknown;
        };
        RetryAnswer: {
            /** @enum {string} */
            answer: "done" | "nothing-to-do" | "erased";
            jobIds: string[];
            /** @description When erased: the stored request, if it lacks no secret and can be posted again */
            request?: string | null;
        };
    };
    responses: {
        /** @description Names the member that cannot be */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Actions are not allowed, or not from there */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Unknown or deleted */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Whether this call changed something */
        Changed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    changed: boolean;
                };
            };
        };
    };
    parameters: {
        id: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The mode, and who would act */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    getNow: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By tenant and type */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Now"];
                };
            };
        };
    };
    getEvents: {
        parameters: {
            query?: {
                /** @description The compose to hear of */
                compose?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream without an end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            404: components["responses"]["NotFound"];
        };
    };
    getTrends: {
        parameters: {
            query?: {
                span?: "hour" | "day";
                /** @description Of the points over time, without architecture; all without it */
                type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By type, and over time */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trends"];
                };
            };
            400: components["responses"]["BadRequest"];
        };
    };
    getWorkers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By tenant and architecture */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workers"];
                };
            };
        };
    };
    listComposes: {
        parameters: {
            query?: {
                /** @description Id of a compose or job, or at least four digits of its beginning */
                id?: string;
                external_id?: string;
                /** @description The lane, such as org-000001 */
                tenant?: string;
                state?: components["schemas"]["ComposeState"];
                distribution?: string;
                image_type?: string;
                from?: string;
                to?: string;
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page; it can be short and still have a next one */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComposePage"];
                };
            };
            400: components["responses"]["BadRequest"];
        };
    };
    getCompose: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The compose */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComposeDetail"];
                };
            };
            404: components["responses"]["NotFound"];
        };
    };
    cancelCompose: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description Done, now or before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Jobs that were cancelled by this call */
                        cancelled: number;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    retryCompose: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description Done, nothing to do, or impossible because secrets were erased */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetryAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobDetail"];
                };
            };
            404: components["responses"]["NotFound"];
        };
    };
    getJobArgs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description JSON of whatever shape */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            404: components["responses"]["NotFound"];
        };
    };
    getJobResult: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description JSON of whatever shape */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            404: components["responses"]["NotFound"];
        };
    };
    getJobLog: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Empty without a log */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            404: components["responses"]["NotFound"];
        };
    };
    getJobStages: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In the order of the log; none without one */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["LogStage"][];
                    };
                };
            };
            404: components["responses"]["NotFound"];
        };
    };
    getJobPackages: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In the order of the image's pipelines; none when the build did not tell */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Package"][];
                    };
                };
            };
            404: components["responses"]["NotFound"];
        };
    };
    getJobSboms: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By pipeline; none when no job reported one */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Sbom"][];
                    };
                };
            };
            404: components["responses"]["NotFound"];
        };
    };
    getJobSbom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
                pipeline: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An SPDX document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            404: components["responses"]["NotFound"];
        };
    };
    getJobFile: {
        parameters: {
            query?: never;
            header?: {
                /** @description One range of bytes, as `bytes=0-99` */
                Range?: string;
            };
            path: {
                id: components["parameters"]["id"];
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
            /** @description The file is at `Location`, for a short time */
            307: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description The file is shorter than the range begins; `Content-Range` tells its size */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    requeueJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description Done, or it does not run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        answer: "done" | "not-running";
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
        };
    };
    pauseLane: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LaneAction"];
            };
        };
        responses: {
            200: components["responses"]["Changed"];
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
        };
    };
    resumeLane: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LaneAction"];
            };
        };
        responses: {
            200: components["responses"]["Changed"];
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
        };
    };
    expireWorker: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            200: components["responses"]["Changed"];
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
        };
    };
    listAudit: {
        parameters: {
            query?: {
                compose?: string;
                /** @description Only rows before this id */
                before?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AuditRow"][];
                    };
                };
            };
            400: components["responses"]["BadRequest"];
        };
    };
    getDocument: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: "composer.v2" | "worker.v1" | "console.v1";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document as JSON */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, unknown>;
                };
            };
            404: components["responses"]["NotFound"];
        };
    };
}
