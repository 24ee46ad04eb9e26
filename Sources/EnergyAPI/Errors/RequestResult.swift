/// The result of a request to the API. The raw value is the metric's label, and the set is closed (`docs/metrics.md`).
package enum RequestResult: String, Sendable, CaseIterable {
    case ok
    /// 401, or 403 that is not about a quota: the subscription key is missing, wrong, expired or without rights.
    case unauthorized
    /// 429, or 403 about a quota.
    case rateLimited = "rate_limited"
    /// Any other 4xx.
    case clientError = "client_error"
    /// 5xx.
    case serverError = "server_error"
    case timeout
    /// No trusted connection: certificates, protocol versions.
    case tls
    /// No connection, or it broke.
    case network
    /// Not an answer of the API: not JSON, too large, a redirect, an odd `next`.
    case invalid
}
