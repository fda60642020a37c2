//! The reasons that results give for their outcome: stable names for programs, beside the messages for people.

/// Declares the reasons once: name in results and description.
macro_rules! reasons {
    ($($variant:ident = $name:literal, $about:literal;)*) => {
        /// Why an item ended as it did.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub enum Reason {
            #[default]
            $($variant,)*
        }

        impl Reason {
            /// Every reason, those of success first.
            pub const ALL: &[Reason] = &[$(Reason::$variant,)*];

            /// Returns the name in results.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Reason::$variant => $name,)*
                }
            }

            /// Returns the description for the documentation.
            pub const fn about(self) -> &'static str {
                match self {
                    $(Reason::$variant => $about,)*
                }
            }
        }
    };
}

reasons! {
    Unchanged = "unchanged", "The declared state was there already.";
    Created = "created", "The object was created.";
    Updated = "updated", "The object was updated, or its content changed.";
    Deleted = "deleted", "The object was deleted.";
    Absent = "absent", "The object did not exist.";
    Read = "read", "The object was only read.";
    Done = "done", "An action was carried out, such as a cleanup or an API call.";
    Started = "started", "A task was started and not waited for.";
    Skipped = "skipped", "The item asked to be skipped in this case.";
    Unpredictable = "unpredictable", "Check mode cannot tell whether something would change.";
    Mixed = "mixed", "The items have different reasons; see their rows.";
    InvalidArguments = "invalid_arguments", "The arguments are wrong. Nothing was changed.";
    Unsupported = "unsupported", "The server lacks a plugin, or is too old.";
    Unauthorized = "unauthorized", "Pulp rejected the user name, password or certificate.";
    Forbidden = "forbidden", "The user lacks a permission.";
    Missing = "missing", "Something that the item refers to does not exist, or the user may not see it.";
    Ambiguous = "ambiguous", "Several objects have the name.";
    NameTaken = "name_taken", "Another object uses the name or base path.";
    InUse = "in_use", "The object is in use, so it was not deleted.";
    NotVisible = "not_visible", "The user may not see everything that may use the object, so it was not deleted.";
    OwnAccess = "own_access", "The user who runs the module would lose access.";
    NotPossible = "not_possible", "The declared state does not fit the objects on the server.";
    MissingTags = "missing_tags", "Image tags were not found.";
    Rejected = "rejected", "Pulp rejected the request.";
    Busy = "busy", "Pulp or a proxy asked to try again later.";
    ServerError = "server_error", "Pulp or a proxy failed to process the request.";
    Unreachable = "unreachable", "There was no connection to Pulp.";
    InvalidResponse = "invalid_response", "Something other than Pulp responded.";
    ResponseLost = "response_lost", "The response to a request was lost.";
    Timeout = "timeout", "The task or the server took longer than the timeout.";
    NoWorker = "no_worker", "No Pulp worker is online.";
    Interrupted = "interrupted", "The module received a signal.";
    TaskFailed = "task_failed", "The task failed in Pulp.";
    TaskCanceled = "task_canceled", "Somebody canceled the task.";
    TaskLost = "task_lost", "The task could not be watched to its end.";
    UpstreamUnauthorized = "upstream_unauthorized", "The upstream rejected the credentials of the remote.";
    UpstreamMissing = "upstream_missing", "The upstream does not have what the remote names.";
    UpstreamUnreachable = "upstream_unreachable", "Pulp could not connect to the upstream.";
    FileUnreadable = "file_unreadable", "A local file could not be read, or changed while it was read.";
    Internal = "internal", "The module itself failed: a defect, or the host lacks memory or file descriptors.";
}
