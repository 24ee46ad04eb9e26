import HTTPServer

/// The answers to clients that are not admitted.
enum Refusal {
    static let unauthorized: HTTPResponse = {
        var response = HTTPResponse.text(401, "Unauthorized")
        response.headers.append(("WWW-Authenticate", "Basic realm=\"exporter\", charset=\"UTF-8\""))
        return response
    }()

    static let tooManyRequests = HTTPResponse.text(429, "Too Many Requests")

    /// The answer while too many passwords wait to be compared.
    static let busy: HTTPResponse = {
        var response = HTTPResponse.text(503, "503 Service Unavailable: too many logins at once; try again in a moment")
        response.headers.append(("Retry-After", "5"))
        return response
    }()
}
