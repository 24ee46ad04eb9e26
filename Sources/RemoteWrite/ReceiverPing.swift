package import Curl

/// Asks a receiver whether it takes samples, by a request without any, as `check-config --ping` does.
package enum ReceiverPing {
    /// Why a receiver would take nothing, and what to do; without secrets.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// Sends the request.
    ///
    /// - Throws: ``Failure``
    package static func ask(_ options: ReceiverOptions, transport: CurlClient) async throws(Failure) {
        let response: WriteResponse
        do {
            var client = WriteClient(options, transport: transport)
            response = try await client.send([], of: SeriesTable(externalLabels: options.externalLabels))
        } catch {
            throw Failure(description: error.message)
        }
        switch response {
        case .accepted: return
        case .tooLarge: throw Failure(description: "it finds even a request without samples too large. Check url")
        case .refused(_, let body, _), .partial(_, _, let body):
            throw Failure(description: "it refuses even a request without samples: \(body). Check url")
        }
    }
}
