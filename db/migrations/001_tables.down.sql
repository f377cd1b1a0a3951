DROP TABLE watchdog, workers, job_leases, job_dependencies, jobs, composes;
