import EnergyAPI
import Polling

/// The meaning of one kind of failed request, and the action to take.
struct PollAdvice: Sendable, Equatable {
    var meaning: String
    var advice: String

    /// - Returns: nil for ``RequestResult/ok``.
    init?(_ result: RequestResult) {
        switch result {
        case .ok: return nil
        case .unauthorized:
            meaning = "Öresundskraft refused the subscription key."
            advice =
                "Put a valid key into the key file and restart the service; a file that the configuration names needs only a "
                + "reload (SIGHUP). If the key is right, ask Öresundskraft whether it is active and may see these customers."
        case .rateLimited:
            meaning = "Öresundskraft asks for fewer requests."
            advice =
                "The next poll continues where this one stopped. If this persists, raise time_series.poll_interval, set "
                + "api.max_concurrent_requests: 1, and check whether others use the same key."
        case .clientError:
            meaning = "Öresundskraft did not accept the request."
            advice = "Check customers, delivery_categories, metering_points and api.version."
        case .serverError:
            meaning = "Öresundskraft's API failed."
            advice = "Nothing to do now: the next poll asks again. If this persists, tell Öresundskraft."
        case .timeout:
            meaning = "The API took too long to answer."
            advice = "The next poll asks again. If this persists, raise api.timeout or lower api.max_window."
        case .tls:
            meaning = "No trusted connection to the API could be made."
            advice = "Check this machine's clock and certificates, api.tls, and whether a proxy opens the connection."
        case .network:
            meaning = "The API could not be reached."
            advice = "Check this machine's network and name resolution, the firewall, api.url and api.proxy."
        case .invalid:
            meaning = "The answer is not what the API sends."
            advice = "Check api.url, and whether a proxy or a login page answers in its place."
        }
    }

    /// The store failed; its own error says what to do.
    static let storeFailed = PollAdvice(
        meaning: "Readings came but could not be stored.",
        advice: "The error below says what to do. What is stored is unharmed, and the rest is asked for again.")

    private init(meaning: String, advice: String) {
        self.meaning = meaning
        self.advice = advice
    }

    /// Returns the advice for a failed poll, each piece once, in order of the results.
    static func all(_ outcome: PollOutcome) -> [PollAdvice] {
        let failed = outcome.groups.filter { !$0.isSuccess }
        let results = failed.reduce(into: Set<RequestResult>()) { $0.formUnion($1.results) }
        return RequestResult.allCases.filter(results.contains).compactMap(Self.init)
            + (failed.contains(where: \.isStoreFailed) ? [storeFailed] : [])
    }
}
