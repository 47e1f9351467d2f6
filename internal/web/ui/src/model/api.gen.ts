// Code generated from internal/api/openapi.json by `npm run types`. DO NOT EDIT.

export interface paths {
    "/v1/breakpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is paused */
        get: operations["get-breakpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/breakpoints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A paused message */
        get: operations["get-breakpoints-id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/breakpoints/{id}/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say what becomes of it */
        post: operations["post-breakpoints-id-decide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/breakpoints/{id}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Keep an edit that is not sent yet */
        put: operations["put-breakpoints-id-draft"];
        post?: never;
        /** Forget the edit */
        delete: operations["delete-breakpoints-id-draft"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/breakpoints/{id}/take": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop its clock */
        post: operations["post-breakpoints-id-take"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/breakpoints/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is paused, as that changes */
        get: operations["get-breakpoints-stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ca": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The root, who keeps its key, and who trusts it */
        get: operations["get-ca"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What changes, in a list and besides
         * @description Server-sent events, at most one batch every 75 ms, which say what is stale and never have rows. It begins with what there is now. Last-Event-ID goes on after that event; `reset` says that it could not.
         */
        get: operations["get-changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clear": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete all entries that are over */
        post: operations["post-clear"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/compact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give back what deleted entries left */
        post: operations["post-compact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Two entries side by side */
        get: operations["get-compare"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/compose": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a request */
        post: operations["post-compose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/compose/parse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Read a cURL command, or a request as HTTP/1.1 writes it */
        post: operations["post-compose-parse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/compose/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End what was sent from here */
        post: operations["post-compose-stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many entries a filter selects */
        get: operations["get-count"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete entries that are over */
        post: operations["post-delete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What works, what does not, and the next step */
        get: operations["get-doctor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/door": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether this browser is signed in
         * @description On loopback only.
         */
        get: operations["get-door"];
        put?: never;
        /**
         * Sign in with the token of the link
         * @description On loopback only.
         */
        post: operations["post-door"];
        /**
         * Sign out
         * @description On loopback only.
         */
        delete: operations["delete-door"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/door/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A link to the page, for one use
         * @description On the socket only.
         */
        post: operations["post-door-link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exchanges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A window of a list
         * @description Exchanges, tunnels and handshake failures. The first window of a list begins to keep it up to date; a minute after the last one, without a stream of its changes, it is forgotten.
         */
        get: operations["get-exchanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exchanges/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One entry, without bodies, messages and what rules changed */
        get: operations["get-exchanges-id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exchanges/{id}/body": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The octets of a body, or a range of them */
        get: operations["get-exchanges-id-body"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exchanges/{id}/compose": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A captured request, to be edited and sent */
        get: operations["get-exchanges-id-compose"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exchanges/{id}/image": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A body that is an image */
        get: operations["get-exchanges-id-image"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exchanges/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages inside it, in windows */
        get: operations["get-exchanges-id-messages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exchanges/{id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A body that is a page, without anything that could run or load */
        get: operations["get-exchanges-id-preview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exchanges/{id}/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a view has a text */
        get: operations["get-exchanges-id-search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exchanges/{id}/trace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What rules did to it, in lines */
        get: operations["get-exchanges-id-trace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exchanges/{id}/view": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A window of a body or a message made readable */
        get: operations["get-exchanges-id-view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exchanges/position": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where an entry is in a list */
        get: operations["get-exchanges-position"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Exchanges in another form, as a file */
        get: operations["get-export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export/formats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The forms in which exchanges leave the store */
        get: operations["get-export-formats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/facets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The values of fields, and how many entries have each */
        get: operations["get-facets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/filter/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a filter can be read */
        get: operations["get-filter-check"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/filter/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What can stand at the cursor of a filter */
        get: operations["get-filter-complete"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/flows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The entries that a filter selects */
        get: operations["get-flows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/flows/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One entry */
        get: operations["get-flows-id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/flows/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Entries as they begin and change */
        get: operations["get-flows-stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Read a HAR file into the session */
        post: operations["post-import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/issued": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The certificates that were issued, newest first */
        get: operations["get-issued"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/lease": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Keep a transient instance going, until the request is ended */
        get: operations["get-lease"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/marks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Note something about entries */
        post: operations["post-marks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What decides which connections are intercepted */
        get: operations["get-policy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy/bypass": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Leave alone what an entry is about */
        post: operations["post-policy-bypass"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy/edit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change the policy's file */
        post: operations["post-policy-edit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take over the lists of another program */
        post: operations["post-policy-import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy/reload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Read the policy's file again */
        post: operations["post-policy-reload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the page remembers */
        get: operations["get-preferences"];
        /** Remember this for the page */
        put: operations["put-preferences"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recording": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether what passes is recorded */
        get: operations["get-recording"];
        /** Record what passes, or not */
        put: operations["put-recording"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send captured requests again */
        post: operations["post-replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/root.pem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The public certificate of the root */
        get: operations["get-root-pem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All rules */
        get: operations["get-rules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules/edit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change a file of rules */
        post: operations["post-rules-edit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules/hits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How often each rule has matched */
        get: operations["get-rules-hits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules/parse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A rule that is written, in parts */
        post: operations["post-rules-parse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules/reload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Read the files of rules again */
        post: operations["post-rules-reload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules/render": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A rule in parts, written
         * @description Text is what it was written like before, or empty: comments, order, and how values are written stay where nothing has changed.
         */
        post: operations["post-rules-render"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The JSON Schema of a file of rules */
        get: operations["get-rules-schema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules/text": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a rule is written, or all of a group */
        get: operations["get-rules-text"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What rules would do to what was captured
         * @description The newest exchanges are tried first, until there are as many results as asked for, 10,000 exchanges were tried or 10 seconds are over. Nothing is changed and nothing is sent. It ends when the client goes.
         */
        post: operations["post-rules-try"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sample.pem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A chain that the root has issued, for a name that no host has */
        get: operations["get-sample-pem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All sessions */
        get: operations["get-sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Copy a session
         * @description It ends, and nothing stays of it, when the client goes.
         */
        post: operations["post-sessions-copy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete a session */
        post: operations["post-sessions-delete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/rename": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a session another name */
        post: operations["post-sessions-rename"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How clients are sent through the proxy */
        get: operations["get-setup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sidebar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was captured, by application and host */
        get: operations["get-sidebar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the instance is doing */
        get: operations["get-status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Wait until all that was recorded can be read */
        post: operations["post-sync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages that were saved */
        get: operations["get-templates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/templates/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A saved message */
        get: operations["get-templates-name"];
        /** Save a message */
        put: operations["put-templates-name"];
        post?: never;
        /** Remove a saved message */
        delete: operations["delete-templates-name"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/throttle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The switch that slows everything down */
        get: operations["get-throttle"];
        /** Slow everything down, or not */
        put: operations["put-throttle"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tree": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One level of the paths of a host */
        get: operations["get-tree"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/upstream.pem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The certificates of --upstream-ca */
        get: operations["get-upstream-pem"];
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
        Authority: {
            custody: string;
            custody_trail: components["schemas"]["Keeper"][];
            file: string;
            fingerprint: string;
            hardware_bound: boolean;
            key_sha256: string;
            /** Format: date-time */
            not_after: string;
            /** Format: date-time */
            not_before: string;
            notice?: string;
            only_for: string[];
            problem?: string;
            retired: components["schemas"]["RetiredRoot"][];
            serial: string;
            sha256: string;
            /** Format: double */
            signing_ms: number;
            stores: components["schemas"]["TrustStore"][];
            subject: string;
            warning?: string;
        };
        Body: {
            base64?: string;
            chunked: boolean;
            coding: string;
            note?: string;
            /** Format: int64 */
            size: number;
            /** Format: int64 */
            stored: number;
            text?: string;
            truncated: boolean;
            type: string;
        };
        BreakpointsChange: {
            /** Format: int64 */
            count: number;
            /** Format: int64 */
            sequence: number;
        };
        Bypassed: {
            pattern: string;
            policy: components["schemas"]["Policy"];
        };
        BypassRequest: {
            /** @enum {string} */
            for: "hour" | "day" | "always";
            /** Format: int64 */
            id: number;
            /** @enum {string} */
            scope: "client" | "all";
            session?: string;
        };
        Capture: {
            /** Format: int64 */
            active: number;
            /** Format: int64 */
            bytes: number;
            /** Format: int64 */
            discarded: number;
            /** Format: int64 */
            entries: number;
            fault?: components["schemas"]["Fault"];
            session: string;
            session_name: string;
            /** @enum {string} */
            state: "recording" | "paused" | "off";
            /** Format: int64 */
            waiting: number;
        };
        CertAllowance: {
            host: string;
            note?: string;
            sha256: string;
            /** Format: date-time */
            until: string;
        };
        CertException: {
            expired: boolean;
            host: string;
            /** Format: int64 */
            line: number;
            note: string;
            sha256: string;
            /** Format: date-time */
            until: string;
        };
        Certificate: {
            issuer: string;
            key?: string;
            names: string[];
            /** Format: date-time */
            not_after: string;
            /** Format: date-time */
            not_before: string;
            sha256: string;
            signature?: string;
            subject: string;
        };
        ClientCertificate: {
            fault?: components["schemas"]["Fault"];
            file?: string;
            keeper?: string;
            key_file?: string;
            kind: string;
            /** Format: int64 */
            line: number;
            /** Format: date-time */
            not_after?: string;
            passphrase_file?: string;
            pattern: string;
            sha256?: string;
            subject?: string;
        };
        ComparedBody: {
            changes: components["schemas"]["ComparedValue"][];
            equal: boolean;
            kind: string;
            lines: components["schemas"]["DiffLine"][];
            note: string;
            same: boolean;
        };
        ComparedEntry: {
            /** Format: int64 */
            id: number;
            method: string;
            /** Format: int64 */
            status: number;
            url: string;
        };
        ComparedFact: {
            equal: boolean;
            left: string;
            name: string;
            right: string;
        };
        ComparedSide: {
            body: components["schemas"]["ComparedBody"];
            head: components["schemas"]["DiffLine"][];
        };
        ComparedTiming: {
            /** Format: double */
            left_ms: number | null;
            name: string;
            /** Format: double */
            right_ms: number | null;
        };
        ComparedValue: {
            left: string | null;
            path: string;
            right: string | null;
        };
        Comparison: {
            left: components["schemas"]["ComparedEntry"];
            request: components["schemas"]["ComparedSide"];
            response: components["schemas"]["ComparedSide"];
            right: components["schemas"]["ComparedEntry"];
            summary: components["schemas"]["ComparedFact"][];
            timing: components["schemas"]["ComparedTiming"][];
        };
        Completion: {
            /** Format: int64 */
            from: number;
            items: components["schemas"]["CompletionItem"][];
            /** Format: int64 */
            to: number;
        };
        CompletionItem: {
            detail: string;
            label: string;
            text: string;
        };
        Compose: {
            base64?: string;
            body_note?: string;
            encode?: boolean;
            fields: components["schemas"]["ComposeField"][];
            method: string;
            /**
             * Format: int64
             * @description how many may be going on at once; 0 is one
             */
            parallel?: number;
            /** Format: int64 */
            pause_ms?: number;
            /** Format: int64 */
            replay_of?: number;
            rules?: boolean;
            same_body?: boolean;
            session?: string;
            text?: string;
            /**
             * Format: int64
             * @description 0 is once
             */
            times?: number;
            url: string;
            /** @enum {string} */
            version?: "" | "http/1.1" | "h2";
            wait?: boolean;
        };
        Composed: {
            ids: number[];
            sent: components["schemas"]["SentRequest"][];
        };
        ComposeField: {
            name: string;
            value: string;
        };
        ComposeParsed: {
            base64?: string;
            body_note?: string;
            encode?: boolean;
            fields: components["schemas"]["ComposeField"][];
            /** @enum {string} */
            form: "curl" | "http" | "url";
            method: string;
            notes: string[];
            /**
             * Format: int64
             * @description how many may be going on at once; 0 is one
             */
            parallel?: number;
            /** Format: int64 */
            pause_ms?: number;
            /** Format: int64 */
            replay_of?: number;
            rules?: boolean;
            same_body?: boolean;
            session?: string;
            text?: string;
            /**
             * Format: int64
             * @description 0 is once
             */
            times?: number;
            url: string;
            /** @enum {string} */
            version?: "" | "http/1.1" | "h2";
            wait?: boolean;
        };
        ComposeText: {
            text: string;
        };
        Count: {
            /** Format: int64 */
            count: number;
            /** Format: int64 */
            unsearched: number;
        };
        Damage: {
            /** Format: int64 */
            index: number;
            /** Format: int64 */
            line: number;
            /** Format: int64 */
            offset: number;
            reason: string;
        };
        Decision: {
            action: string;
            how?: string;
            keep_body?: boolean;
            keep_host?: boolean;
            message?: components["schemas"]["EditedMessage"];
            raw?: string;
            raw_base64?: string;
            /** Format: int64 */
            status?: number;
            template?: string;
        };
        Deleted: {
            /** Format: int64 */
            active: number;
        };
        Detail: {
            /** Format: date-time */
            accepted: string;
            /** Format: int64 */
            alert?: number;
            alert_name?: string;
            client: string;
            client_certificate_asked?: boolean;
            client_settings?: components["schemas"]["Setting"][];
            client_tls?: components["schemas"]["TLS"];
            colour: string;
            comment: string;
            content_type: string;
            /** Format: double */
            duration_ms: number | null;
            ending?: string;
            entry: string;
            fault?: components["schemas"]["Fault"];
            heads: components["schemas"]["Head"][];
            host: string;
            /** Format: int64 */
            id: number;
            imported?: string;
            incomplete: string;
            inside: string;
            ja4: string;
            kind: string;
            message_log: components["schemas"]["Message"][];
            /** Format: int64 */
            messages: number;
            method: string;
            moment: string;
            pinned: boolean;
            process: string;
            /** Format: int64 */
            process_id: number;
            process_path: string;
            protocol: string;
            reasons: string[];
            /** Format: int64 */
            replay_of?: number;
            replays?: number[];
            request: components["schemas"]["Body"];
            /** Format: int64 */
            request_bytes: number;
            response: components["schemas"]["Body"];
            /** Format: int64 */
            response_bytes: number;
            reused: boolean;
            rules: string[];
            server: string;
            server_settings?: components["schemas"]["Setting"][];
            server_tls?: components["schemas"]["TLS"];
            sni: string;
            /** Format: date-time */
            started: string;
            state: string;
            /** Format: int64 */
            status: number;
            /** Format: int32 */
            stream_id: number;
            timings: components["schemas"]["Phase"][];
            trace: components["schemas"]["RuleStep"][];
            upstream_protocol: string;
            url: string;
            verdict: string;
        };
        Diagnosis: {
            findings: components["schemas"]["Finding"][];
        };
        DiffLine: {
            /** @enum {string} */
            op: " " | "+" | "-" | "@";
            text: string;
        };
        Edit: {
            keep_body?: boolean;
            message?: components["schemas"]["EditedMessage"];
            raw?: string;
            raw_base64?: string;
            template?: string;
        };
        EditedField: {
            base64?: string;
            name: string;
            value: string;
        };
        EditedMessage: {
            base64?: string;
            fields: components["schemas"]["EditedField"][];
            method?: string;
            reason?: string;
            /** Format: int64 */
            status?: number;
            text?: string;
            trailers?: components["schemas"]["EditedField"][];
            url?: string;
            version?: string;
        };
        Error: {
            /** Format: int64 */
            column?: number;
            error: string;
            hint?: string;
            problems?: components["schemas"]["RuleProblem"][];
            suggest?: string;
        };
        Event: {
            flow?: components["schemas"]["Flow"];
            /** Format: int64 */
            gone?: number;
            /** Format: int64 */
            skipped?: number;
        };
        ExceptionGone: {
            host: string;
        };
        ExportFormat: {
            many: boolean;
            name: string;
            suffix: string;
            summary: string;
            text: boolean;
        };
        Facet: {
            /** Format: int64 */
            count: number;
            value: string;
        };
        Facets: {
            facets: {
                [key: string]: components["schemas"]["Facet"][];
            };
        };
        Fault: {
            code: string;
            hint: string;
            message: string;
            side: string;
        };
        Finding: {
            hint: string;
            name: string;
            /** @enum {string} */
            state: "ok" | "warn" | "fail";
            text: string;
        };
        Flow: {
            client: string;
            colour: string;
            comment: string;
            content_type: string;
            /** Format: double */
            duration_ms: number | null;
            fault?: components["schemas"]["Fault"];
            host: string;
            /** Format: int64 */
            id: number;
            imported?: string;
            inside: string;
            kind: string;
            /** Format: int64 */
            messages: number;
            method: string;
            pinned: boolean;
            process: string;
            /** Format: int64 */
            process_id: number;
            protocol: string;
            reasons: string[];
            /** Format: int64 */
            request_bytes: number;
            /** Format: int64 */
            response_bytes: number;
            rules: string[];
            /** Format: date-time */
            started: string;
            state: string;
            /** Format: int64 */
            status: number;
            url: string;
            verdict: string;
        };
        Group: {
            /** Format: int64 */
            client_pinned: number;
            /** Format: int64 */
            count: number;
            /** Format: int64 */
            errors: number;
            filter: string;
            /** Format: int64 */
            invalid: number;
            name: string;
        };
        Head: {
            direction: string;
            fields: string[][];
            raw?: string;
            raw_base64?: string;
            start: string;
            /** Format: int64 */
            status?: number;
            trailers?: boolean;
        };
        Imported: {
            creator: string;
            damages: components["schemas"]["Damage"][];
            file: string;
            /** Format: int64 */
            first_id: number;
            /** Format: int64 */
            imported: number;
            /** Format: int64 */
            last_id: number;
            /** Format: int64 */
            skipped: number;
            truncated: boolean;
        };
        IssuedLeaf: {
            client: string;
            names: string[];
            /** Format: date-time */
            not_after: string;
            serial: string;
            sha256: string;
            /** Format: date-time */
            time: string;
        };
        IssuedList: {
            issued: components["schemas"]["IssuedLeaf"][];
        };
        Keeper: {
            code?: string;
            hint?: string;
            keeper: string;
            taken: boolean;
            why: string;
        };
        ListChange: {
            changed: number[];
            complete: boolean;
            many: boolean;
            /** Format: int64 */
            removed: number;
            /** Format: int64 */
            seq: number;
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            unsearched: number;
        };
        MarkRequest: {
            colour?: string;
            comment?: string;
            ids: number[];
            pinned?: boolean;
        };
        Message: {
            base64?: string;
            direction: string;
            /** Format: int64 */
            fragments: number;
            kind: string;
            note?: string;
            /** Format: int64 */
            size: number;
            text?: string;
            /** Format: date-time */
            time: string;
            /** Format: int64 */
            wire: number;
        };
        MessageForm: {
            base64?: string;
            fields: components["schemas"]["EditedField"][];
            method?: string;
            raw?: string;
            raw_base64?: string;
            reason?: string;
            /** Format: int64 */
            status?: number;
            text?: string;
            trailers?: components["schemas"]["EditedField"][];
            url?: string;
            version?: string;
        };
        MessageList: {
            messages: components["schemas"]["MessageRow"][];
            /** Format: int64 */
            offset: number;
            /** Format: int64 */
            total: number;
        };
        MessageRow: {
            base64?: string;
            cut: boolean;
            direction: string;
            /** Format: int64 */
            fragments: number;
            /** Format: int64 */
            index: number;
            kind: string;
            note?: string;
            preview: string;
            shown_as: string;
            /** Format: int64 */
            size: number;
            text?: string;
            /** Format: date-time */
            time: string;
            /** Format: int64 */
            wire: number;
        };
        Node: {
            /** Format: int64 */
            count: number;
            /** Format: int64 */
            errors: number;
            filter: string;
            leaf: boolean;
            name: string;
            path: string;
        };
        Nothing: Record<string, unknown>;
        PageLink: {
            url: string;
        };
        PausedDetail: {
            /** Format: int64 */
            body_bytes: number;
            body_left?: string;
            client: string;
            /** Format: date-time */
            deadline: string | null;
            direction: string;
            draft?: components["schemas"]["MessageForm"];
            edited: boolean;
            /** Format: int64 */
            exchange: number;
            group: string;
            /** Format: int64 */
            id: number;
            kind?: string;
            method: string;
            original: components["schemas"]["MessageForm"];
            phase: string;
            process: string;
            /** Format: int64 */
            process_id: number;
            rule: string;
            /** Format: date-time */
            since: string;
            /** Format: int64 */
            status?: number;
            then: string;
            url: string;
        };
        PausedEvent: {
            /** Format: int64 */
            gone?: number;
            paused?: components["schemas"]["PausedItem"];
            /** Format: int64 */
            sequence: number;
        };
        PausedItem: {
            /** Format: int64 */
            body_bytes: number;
            body_left?: string;
            client: string;
            /** Format: date-time */
            deadline: string | null;
            direction: string;
            edited: boolean;
            /** Format: int64 */
            exchange: number;
            group: string;
            /** Format: int64 */
            id: number;
            kind?: string;
            method: string;
            phase: string;
            process: string;
            /** Format: int64 */
            process_id: number;
            rule: string;
            /** Format: date-time */
            since: string;
            /** Format: int64 */
            status?: number;
            then: string;
            url: string;
        };
        PausedList: {
            paused: components["schemas"]["PausedItem"][];
            /** Format: int64 */
            sequence: number;
        };
        Phase: {
            /** Format: double */
            duration_ms: number;
            name: string;
            /** Format: date-time */
            start: string;
        };
        Policy: {
            bypass: components["schemas"]["PolicyEntry"][];
            client_certificates: components["schemas"]["ClientCertificate"][];
            default: string;
            exceptions: components["schemas"]["CertException"][];
            file: string;
            groups: components["schemas"]["PolicyGroup"][];
            intercept: components["schemas"]["PolicyEntry"][];
            problems: components["schemas"]["PolicyProblem"][];
        };
        PolicyAdd: {
            /** @enum {string} */
            list: "bypass" | "intercept";
            note?: string;
            pattern: string;
            /** Format: date-time */
            until?: string;
        };
        PolicyEdit: {
            add?: components["schemas"]["PolicyAdd"];
            default?: string;
            exception?: components["schemas"]["CertAllowance"];
            group?: components["schemas"]["PolicySwitch"];
            remove?: components["schemas"]["PolicyRemove"];
            remove_exception?: components["schemas"]["ExceptionGone"];
        };
        PolicyEntry: {
            auto: boolean;
            expired: boolean;
            /** Format: int64 */
            line: number;
            note: string;
            pattern: string;
            /** Format: date-time */
            until: string | null;
        };
        PolicyGroup: {
            name: string;
            on: boolean;
            patterns: string[];
            title: string;
            why: string;
        };
        PolicyImport: {
            dry_run?: boolean;
            set_default?: boolean;
            text: string;
        };
        PolicyImported: {
            default: string;
            dry_run: boolean;
            format: string;
            policy: components["schemas"]["Policy"];
            skipped: string[];
            statements: string[];
        };
        PolicyProblem: {
            /** Format: int64 */
            column: number;
            /** Format: int64 */
            line: number;
            message: string;
        };
        PolicyRemove: {
            list?: string;
            pattern: string;
        };
        PolicyStatus: {
            auto_bypass: boolean;
            /** Format: int64 */
            automatic: number;
            /** Format: int64 */
            bypass: number;
            /** Format: int64 */
            client_certificates: number;
            default: string;
            /** Format: int64 */
            exceptions: number;
            groups: string[];
            /** Format: int64 */
            intercept: number;
            problems: components["schemas"]["PolicyProblem"][];
            /** Format: int64 */
            temporary: number;
        };
        PolicySwitch: {
            name: string;
            on: boolean;
        };
        Position: {
            /** Format: int64 */
            offset: number;
        };
        Progress: {
            done?: boolean;
            fault?: components["schemas"]["Error"];
            /** Format: int64 */
            octets: number;
            /** Format: int64 */
            total: number;
        };
        RecordingSwitch: {
            on: boolean;
        };
        Replayed: {
            replays: components["schemas"]["SentRequest"][];
        };
        ReplayRequest: {
            ids: number[];
            /**
             * Format: int64
             * @description how many may be going on at once; 0 is one
             */
            parallel?: number;
            /** Format: int64 */
            pause_ms?: number;
            rules?: boolean;
            session?: string;
            /**
             * Format: int64
             * @description 0 is once
             */
            times?: number;
            wait?: boolean;
        };
        RetiredRoot: {
            /** Format: date-time */
            not_after: string;
            sha256: string;
        };
        Revision: {
            /** Format: int64 */
            revision: number;
        };
        Row: {
            client: string;
            colour: string;
            columns: string[];
            comment: string;
            content_type: string;
            /** Format: double */
            duration_ms: number | null;
            fault?: components["schemas"]["Fault"];
            host: string;
            /** Format: int64 */
            id: number;
            imported?: string;
            inside: string;
            kind: string;
            /** Format: int64 */
            messages: number;
            method: string;
            pinned: boolean;
            process: string;
            /** Format: int64 */
            process_id: number;
            protocol: string;
            reasons: string[];
            /** Format: double */
            receive_ms: number | null;
            /** Format: int64 */
            replay_of: number;
            /** Format: int64 */
            request_bytes: number;
            /** Format: int64 */
            response_bytes: number;
            rules: string[];
            /** Format: date-time */
            started: string;
            state: string;
            /** Format: int64 */
            status: number;
            tls: string;
            upstream_protocol: string;
            url: string;
            verdict: string;
            /** Format: double */
            wait_ms: number | null;
        };
        Rule: {
            actions: components["schemas"]["RuleAction"][];
            after: boolean;
            enabled: boolean;
            final: boolean;
            /** Format: int64 */
            line: number;
            match: string;
            name: string;
            notes: string;
        };
        RuleAction: {
            kind: string;
            value: unknown;
        };
        RuleChange: {
            after?: string;
            after_base64?: string;
            before?: string;
            before_base64?: string;
            cut?: boolean;
            /** Format: int64 */
            from?: number;
            part: string;
        };
        RuleEdit: {
            /** Format: int64 */
            at?: number;
            do: string;
            group: string;
            rule?: string;
            text?: string;
        };
        RuleForm: {
            problems: components["schemas"]["RuleProblem"][];
            rewritten?: boolean;
            rule: components["schemas"]["Rule"];
            text: string;
        };
        RuleFormParts: {
            group?: string;
            problems: components["schemas"]["RuleProblem"][];
            rewritten?: boolean;
            rule: components["schemas"]["Rule"];
            text: string;
        };
        RuleFormText: {
            group?: string;
            text: string;
        };
        RuleGroup: {
            enabled: boolean;
            file: string;
            given: boolean;
            name: string;
            notes: string;
            problems: components["schemas"]["RuleProblem"][];
            rules: components["schemas"]["Rule"][];
        };
        RuleHit: {
            group: string;
            /** Format: int64 */
            hits: number;
            /** Format: date-time */
            last: string | null;
            name: string;
        };
        RuleHits: {
            rules: components["schemas"]["RuleHit"][];
            /** Format: date-time */
            since: string;
        };
        RuleProblem: {
            /** Format: int64 */
            column: number;
            file: string;
            /** Format: int64 */
            line: number;
            message: string;
        };
        Rules: {
            directory: string;
            groups: components["schemas"]["RuleGroup"][];
        };
        RulesStatus: {
            /** Format: int64 */
            enabled: number;
            /** Format: int64 */
            groups: number;
            problems: components["schemas"]["RuleProblem"][];
            /** Format: int64 */
            rules: number;
        };
        RuleStep: {
            action: string;
            changes: components["schemas"]["RuleChange"][];
            did: string;
            /** Format: double */
            duration_ms: number;
            group: string;
            log: string[];
            phase: string;
            rule: string;
            skipped: string;
        };
        RuleText: {
            text: string;
        };
        RuleTrialReport: {
            /** Format: int64 */
            changed: number;
            complete: boolean;
            /** Format: int64 */
            matched: number;
            results: components["schemas"]["RuleTried"][];
            rules: string[];
            /** Format: int64 */
            tried: number;
            why?: string;
        };
        RuleTrialRequest: {
            filter?: string;
            group?: string;
            /** Format: int64 */
            limit?: number;
            rule?: string;
            session?: string;
            text?: string;
        };
        RuleTried: {
            answered?: boolean;
            cut?: boolean;
            goes?: string;
            hidden?: boolean;
            /** Format: int64 */
            id: number;
            incomplete?: string;
            matched: string[];
            method: string;
            /** Format: int64 */
            status: number;
            /** Format: int64 */
            status_after: number;
            trace: components["schemas"]["RuleStep"][];
            url: string;
        };
        SCT: {
            algorithm: string;
            log_id: string;
            source: string;
            /** Format: date-time */
            time: string;
        };
        SentRequest: {
            error?: string;
            fault?: components["schemas"]["Fault"];
            hint?: string;
            /** Format: int64 */
            id: number;
            /** Format: int64 */
            of?: number;
            /** Format: int64 */
            status?: number;
        };
        SessionChange: {
            name: string;
            to?: string;
        };
        SessionInfo: {
            /** Format: int64 */
            bytes: number;
            dir: string;
            /** Format: int64 */
            entries: number;
            /** Format: date-time */
            first: string | null;
            /** Format: int64 */
            format: number;
            in_use: boolean;
            /** Format: int64 */
            index: number;
            /** Format: date-time */
            last: string | null;
            name: string;
            /** Format: int64 */
            pid: number;
            /** Format: int64 */
            pinned: number;
            problem?: string;
        };
        SessionList: {
            captured: string;
            sessions: components["schemas"]["SessionInfo"][];
        };
        Setting: {
            /** Format: int32 */
            id: number;
            name: string;
            /** Format: int32 */
            value: number;
        };
        Setup: {
            addresses: string[];
            hint?: string;
            local: string;
            proxy: string;
            root_file: string;
            root_sha256: string;
            snippets: components["schemas"]["Snippet"][];
        };
        Sidebar: {
            apps: components["schemas"]["Group"][];
            /** Format: int64 */
            commented: number;
            hosts: components["schemas"]["Group"][];
            /** Format: int64 */
            more_apps: number;
            /** Format: int64 */
            more_hosts: number;
            /** Format: int64 */
            pinned: number;
            sessions: components["schemas"]["SessionInfo"][];
            /** Format: int64 */
            total: number;
        };
        SignIn: {
            token: string;
        };
        Snippet: {
            check: string;
            /** @enum {string} */
            group: "terminal" | "language" | "browser" | "phone" | "container";
            id: string;
            language: string;
            note?: string;
            text: string;
            title: string;
        };
        Staple: {
            delegated?: boolean;
            /** Format: date-time */
            next_update?: string;
            problem?: string;
            responder?: string;
            revocation_reason?: string;
            /** Format: date-time */
            revoked_at?: string;
            signed: boolean;
            status: string;
            /** Format: date-time */
            this_update?: string;
        };
        Status: {
            /** Format: int64 */
            at_breakpoints: number;
            capture: components["schemas"]["Capture"];
            custody: string;
            custody_trail: components["schemas"]["Keeper"][];
            key_log?: string;
            key_log_fault?: string;
            /** Format: int64 */
            pid: number;
            policy: components["schemas"]["PolicyStatus"];
            proxy: string;
            recording: boolean;
            root_certificate: string;
            /** Format: date-time */
            root_not_after: string;
            root_notice?: string;
            root_sha256: string;
            rules: components["schemas"]["RulesStatus"];
            /** Format: double */
            signing_ms: number;
            socket: string;
            throttle: string;
            transient: boolean;
            ui: string;
            upstream_cas: string[];
            version: string;
        };
        Stopped: {
            /** Format: int64 */
            stopped: number;
        };
        StopRequest: {
            ids?: number[];
        };
        Template: {
            form: string;
            line: string;
            name: string;
        };
        Throttle: {
            group: string;
            preset: string;
            presets: components["schemas"]["ThrottlePreset"][];
        };
        ThrottleChoice: {
            preset: string;
        };
        ThrottlePreset: {
            /** Format: int64 */
            down: number;
            /** Format: double */
            jitter_ms: number;
            /** Format: double */
            latency_ms: number;
            /** Format: double */
            loss: number;
            name: string;
            title: string;
            /** Format: int64 */
            up: number;
        };
        TLS: {
            alpn: string;
            chain?: components["schemas"]["Certificate"][];
            cipher: string;
            client_certificate_asked?: boolean;
            client_certificate_sha256?: string;
            exception?: string;
            flaw?: string;
            group: string;
            /** Format: double */
            handshake_ms?: number;
            ja4?: string;
            leaf_serial?: string;
            ocsp?: components["schemas"]["Staple"];
            offered_alpn?: string[];
            resumed: boolean;
            scts?: components["schemas"]["SCT"][];
            server_name: string;
            verified: boolean;
            version: string;
        };
        TraceChange: {
            cut: boolean;
            /** Format: int64 */
            from: number;
            lines: components["schemas"]["DiffLine"][];
            octets: boolean;
            part: string;
        };
        TraceStep: {
            action: string;
            changes: components["schemas"]["TraceChange"][];
            did: string;
            /** Format: double */
            duration_ms: number;
            group: string;
            log: string[];
            phase: string;
            rule: string;
            skipped: string;
        };
        Tree: {
            /** Format: int64 */
            more: number;
            nodes: components["schemas"]["Node"][];
        };
        TrustStore: {
            hint?: string;
            name: string;
            /** @enum {string} */
            state: "trusted" | "refused" | "absent" | "unknown" | "stale";
            text: string;
        };
        View: {
            complete: boolean;
            facts: components["schemas"]["ViewFact"][];
            folds: boolean;
            /** Format: int64 */
            from: number;
            image: boolean;
            kind: string;
            kinds: string[];
            language: string;
            lines: components["schemas"]["ViewLine"][];
            note: string;
            preview: boolean;
            /** Format: int64 */
            shown_lines: number;
            /** Format: int64 */
            size: number;
            /** Format: int64 */
            total_lines: number;
        };
        ViewFact: {
            name: string;
            value: string;
        };
        ViewFound: {
            complete: boolean;
            matches: components["schemas"]["ViewMatch"][];
            /** Format: int64 */
            next: number;
            /** Format: int64 */
            total: number;
        };
        ViewLine: {
            c?: boolean;
            /** Format: int64 */
            d: number;
            /** Format: int64 */
            e: number;
            /** Format: int64 */
            l?: number;
            /** Format: int64 */
            n: number;
            s: string[][];
            x?: boolean;
        };
        ViewMatch: {
            /** Format: int64 */
            column: number;
            /** Format: int64 */
            length: number;
            /** Format: int64 */
            line: number;
        };
        Window: {
            complete: boolean;
            /** Format: int64 */
            offset: number;
            rows: components["schemas"]["Row"][];
            /** Format: int64 */
            seq: number;
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            unsearched: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "get-breakpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PausedList"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-breakpoints-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description what is paused is named by its number */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PausedDetail"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-breakpoints-id-decide": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description what is paused is named by its number */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Decision"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "put-breakpoints-id-draft": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description what is paused is named by its number */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Edit"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "delete-breakpoints-id-draft": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description what is paused is named by its number */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-breakpoints-id-take": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description what is paused is named by its number */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-breakpoints-stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["PausedEvent"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-ca": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authority"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-changes": {
        parameters: {
            query?: {
                /** @description desc is true or false: the newest or largest first; what has no value comes last either way */
                desc?: boolean;
                /** @description filter is an expression of the filter language, empty for everything */
                filter?: string;
                /** @description session names another session than the one that is captured into */
                session?: string;
                /** @description sort is one of id, time, took, status, size, host, method, app, type, url and proto */
                sort?: "id" | "time" | "took" | "status" | "size" | "host" | "method" | "app" | "type" | "url" | "proto";
            };
            header?: {
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-clear": {
        parameters: {
            query?: {
                /** @description pinned is true or false */
                pinned?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["Progress"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-compact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["Progress"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-compare": {
        parameters: {
            query: {
                /** @description left is the number of an entry */
                left: number;
                /** @description right is the number of an entry */
                right: number;
                /** @description the name of the session that the right one is in, when it is not that of the left one */
                right_session?: string;
                /** @description the name of another session to read; empty is the one that is captured into */
                session?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comparison"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-compose": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Compose"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Composed"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-compose-parse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ComposeText"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComposeParsed"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-compose-stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StopRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stopped"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-count": {
        parameters: {
            query?: {
                /** @description filter is an expression of the filter language, empty for everything */
                filter?: string;
                /** @description session names another session than the one that is captured into */
                session?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Count"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MarkRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deleted"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Diagnosis"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-door": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-door": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "delete-door": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-door-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageLink"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-exchanges": {
        parameters: {
            query?: {
                /** @description columns are header fields to add to each row, such as req.header:user-agent or res.header:server, separated by commas */
                columns?: string[] | null;
                /** @description desc is true or false: the newest or largest first; what has no value comes last either way */
                desc?: boolean;
                /** @description filter is an expression of the filter language, empty for everything */
                filter?: string;
                /** @description limit is a number up to 500 */
                limit?: number;
                /** @description offset is a number, 0 for the first row */
                offset?: number;
                /** @description session names another session than the one that is captured into */
                session?: string;
                /** @description sort is one of id, time, took, status, size, host, method, app, type, url and proto */
                sort?: "id" | "time" | "took" | "status" | "size" | "host" | "method" | "app" | "type" | "url" | "proto";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Window"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-exchanges-id": {
        parameters: {
            query?: {
                /** @description the name of another session to read; empty is the one that is captured into */
                session?: string;
            };
            header?: never;
            path: {
                /** @description an entry is named by its number */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-exchanges-id-body": {
        parameters: {
            query?: {
                /** @description as is decoded or wire */
                as?: "decoded" | "wire";
                /** @description the name of another session to read; empty is the one that is captured into */
                session?: string;
                /** @description side is request or response */
                side?: "request" | "response";
            };
            header?: never;
            path: {
                /** @description an entry is named by its number */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-exchanges-id-compose": {
        parameters: {
            query?: {
                /** @description the name of another session to read; empty is the one that is captured into */
                session?: string;
            };
            header?: never;
            path: {
                /** @description an entry is named by its number */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Compose"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-exchanges-id-image": {
        parameters: {
            query?: {
                /** @description the name of another session to read; empty is the one that is captured into */
                session?: string;
                /** @description side is request or response */
                side?: "request" | "response";
            };
            header?: never;
            path: {
                /** @description an entry is named by its number */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/avif": string;
                    "image/bmp": string;
                    "image/gif": string;
                    "image/jpeg": string;
                    "image/png": string;
                    "image/svg+xml": string;
                    "image/webp": string;
                    "image/x-icon": string;
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-exchanges-id-messages": {
        parameters: {
            query?: {
                /** @description direction is request or response; empty is both */
                direction?: "request" | "response";
                /** @description limit is a number from 1 to 500 */
                limit?: number;
                /** @description offset is how many messages before the first one are left out */
                offset?: number;
                /** @description what the text of a message has in it, in any case */
                q?: string;
                /** @description the name of another session to read; empty is the one that is captured into */
                session?: string;
            };
            header?: never;
            path: {
                /** @description an entry is named by its number */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageList"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-exchanges-id-preview": {
        parameters: {
            query?: {
                /** @description the name of another session to read; empty is the one that is captured into */
                session?: string;
                /** @description side is request or response */
                side?: "request" | "response";
            };
            header?: never;
            path: {
                /** @description an entry is named by its number */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-exchanges-id-search": {
        parameters: {
            query: {
                /** @description the kind of view, one of the kinds that a view lists; empty is the first of them */
                as?: string;
                /** @description case is true or false: whether capital letters count */
                case?: boolean;
                /** @description from is how many rows are passed over */
                from?: number;
                /** @description the index of a message that is shown in place of the body */
                message?: number;
                /** @description a JSON path such as $.items[*].price: only what it leads to is shown */
                path?: string;
                /** @description q is what is looked for */
                q: string;
                /** @description regex is true or false */
                regex?: boolean;
                /** @description the name of another session to read; empty is the one that is captured into */
                session?: string;
                /** @description side is request or response */
                side?: "request" | "response";
            };
            header?: never;
            path: {
                /** @description an entry is named by its number */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewFound"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-exchanges-id-trace": {
        parameters: {
            query?: {
                /** @description the name of another session to read; empty is the one that is captured into */
                session?: string;
            };
            header?: never;
            path: {
                /** @description an entry is named by its number */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TraceStep"][];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-exchanges-id-view": {
        parameters: {
            query?: {
                /** @description the kind of view, one of the kinds that a view lists; empty is the first of them */
                as?: string;
                /** @description the folds that are closed: d2 is all that begin at depth 2 or deeper, a number is that of the row where one begins, and opens it where d has closed it; separated by commas */
                fold?: string;
                /** @description from is how many rows before the window are left out, closed folds counted as one row */
                from?: number;
                /** @description lines is a number from 1 to 1000 */
                lines?: number;
                /** @description the index of a message that is shown in place of the body */
                message?: number;
                /** @description a JSON path such as $.items[*].price: only what it leads to is shown */
                path?: string;
                /** @description the number of a row that is to be in the window, in place of from */
                row?: number;
                /** @description the name of another session to read; empty is the one that is captured into */
                session?: string;
                /** @description side is request or response */
                side?: "request" | "response";
            };
            header?: never;
            path: {
                /** @description an entry is named by its number */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["View"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-exchanges-position": {
        parameters: {
            query: {
                /** @description desc is true or false: the newest or largest first; what has no value comes last either way */
                desc?: boolean;
                /** @description filter is an expression of the filter language, empty for everything */
                filter?: string;
                /** @description id is the number of an entry */
                id: number;
                /** @description session names another session than the one that is captured into */
                session?: string;
                /** @description sort is one of id, time, took, status, size, host, method, app, type, url and proto */
                sort?: "id" | "time" | "took" | "status" | "size" | "host" | "method" | "app" | "type" | "url" | "proto";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Position"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-export": {
        parameters: {
            query: {
                /** @description selects the entries when ids is empty */
                filter?: string;
                /** @description format is one that GET /v1/export/formats lists */
                format: string;
                /** @description ids are the numbers of entries, separated by commas */
                ids?: string;
                /** @description redact is true or false: whether stand-ins take the place of secrets */
                redact?: boolean;
                /** @description the name of another session to read; empty is the one that is captured into */
                session?: string;
                /** @description side is request or response, of raw octets; empty is both */
                side?: "request" | "response";
                /** @description wire is true or false: whether HAR has encoded bodies also as on the wire */
                wire?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-export-formats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportFormat"][];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-facets": {
        parameters: {
            query: {
                /** @description fields are some of host, app, type, status, method, fault, verdict and proto, separated by commas */
                fields: string[] | null;
                /** @description filter is an expression of the filter language, empty for everything */
                filter?: string;
                /** @description limit is a number, 0 for all values */
                limit?: number;
                /** @description session names another session than the one that is captured into */
                session?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Facets"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-filter-check": {
        parameters: {
            query?: {
                text?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-filter-complete": {
        parameters: {
            query?: {
                /** @description where the cursor is, in characters as JavaScript counts them; the end when it is left out */
                at?: number;
                /** @description the name of the session whose values are offered; empty is the one that is captured into */
                session?: string;
                /** @description the filter as far as it is written */
                text?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Completion"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-flows": {
        parameters: {
            query?: {
                filter?: string;
                /** @description limit is a number, 0 for all */
                limit?: number;
                /** @description oldest is true or false */
                oldest?: boolean;
                /** @description sort is one of id, time, took, size, status, host, method, app, type, url and proto */
                sort?: "id" | "time" | "took" | "size" | "status" | "host" | "method" | "app" | "type" | "url" | "proto";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flow"][];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-flows-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description an entry is named by its number */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-flows-stream": {
        parameters: {
            query?: {
                filter?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["Event"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": string;
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Imported"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-issued": {
        parameters: {
            query?: {
                /** @description limit is a number up to 10000, 0 for that */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedList"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-lease": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-marks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MarkRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flow"][];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-policy-bypass": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BypassRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bypassed"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-policy-edit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyEdit"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-policy-import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyImport"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyImported"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-policy-reload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "put-preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-recording": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordingSwitch"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "put-recording": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecordingSwitch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordingSwitch"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replayed"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-root-pem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-pem-file": string;
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rules"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-rules-edit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleEdit"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rules"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-rules-hits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleHits"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-rules-parse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleFormText"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleForm"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-rules-reload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rules"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-rules-render": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleFormParts"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleForm"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-rules-schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/schema+json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-rules-text": {
        parameters: {
            query?: {
                group?: string;
                rule?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleText"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-rules-try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleTrialRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleTrialReport"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-sample-pem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-pem-file": string;
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-sessions-copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["Progress"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-sessions-delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-sessions-rename": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Setup"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-sidebar": {
        parameters: {
            query?: {
                /** @description filter is an expression of the filter language, empty for everything */
                filter?: string;
                /** @description session names another session than the one that is captured into */
                session?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sidebar"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "post-sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"][];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-templates-name": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageForm"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "put-templates-name": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Edit"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "delete-templates-name": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-throttle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Throttle"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "put-throttle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ThrottleChoice"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Throttle"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-tree": {
        parameters: {
            query: {
                /** @description filter is an expression of the filter language, empty for everything */
                filter?: string;
                /** @description host is the name of a host */
                host: string;
                /** @description path is that of a node, empty for the first level */
                path?: string;
                /** @description session names another session than the one that is captured into */
                session?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tree"];
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "get-upstream-pem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-pem-file": string;
                };
            };
            /** @description Why it could not be answered */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
}
