package import Curl

/// Checks that a receiver accepts requests, with one that has no samples, as `check-config --ping` does.
package enum ReceiverPing {
    /// The reason that a receiver would accept nothing, with the action to take and without secrets.
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
        case .tooLarge: throw Failure(description: "it calls even a request without samples too large. Check url")
        case .refused(_, let body, _), .partial(_, _, let body):
            throw Failure(description: "it refuses even a request without samples: \(body). Check url")
        }
    }
}
