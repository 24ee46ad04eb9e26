import Curl
import TestSupport
import Testing

/// Cancellation and shutdown.
@Suite(.serialized) struct EndingTests {
    @Test(arguments: ["/stall-head", "/stall-body", "/trickle/10"])
    func aCancelledTaskEndsTheTransferWithinASecond(path: String) async throws {
        try await withPeer { peer in
            try await withClient { client in
                // The fastest of several, as parallel tests may keep the machine busy for longer.
                var fastest = Duration.seconds(300)
                for _ in 0..<3 {
                    let task = Task { try await client.send(CurlRequest(url: peer.url(path), timeout: .seconds(300))) }
                    try await eventually("the request is under way") { try await peer.connections().open == 2 }

                    let cancelled = ContinuousClock.now
                    task.cancel()
                    let result = await task.result
                    fastest = min(fastest, ContinuousClock.now - cancelled)

                    #expect(throws: CurlError.cancelled) { try result.get() }
                    try await eventually("the connection is closed") { try await peer.connections().open == 1 }
                }
                #expect(fastest < .seconds(1))
                #expect(try await client.get(peer.url("/hello")).text == "hello")
            }
        }
    }

    @Test func aTaskThatIsAlreadyCancelledSendsNothing() async throws {
        try await withPeer { peer in
            try await withClient { client in
                let task = Task {
                    // Until the cancellation is seen here.
                    while !Task.isCancelled { await Task.yield() }
                    return try await client.get(peer.url("/stall-head"))
                }
                task.cancel()

                await #expect(throws: CurlError.cancelled) { try await task.value }
            }
        }
    }

    @Test func cancellationAtAnyMomentNeitherHangsNorAffectsOthers() async throws {
        try await withPeer { peer in
            try await withClient { client in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<200 {
                        group.addTask {
                            let task = Task { try await client.get(peer.url("/hello")) }
                            for _ in 0..<(number % 20) { await Task.yield() }
                            if number.isMultiple(of: 2) { task.cancel() }
                            switch await task.result {
                            case .success(let response): #expect(response.text == "hello")
                            case .failure(let error):
                                #expect(error as? CurlError == .cancelled)
                                #expect(number.isMultiple(of: 2))
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
        }
    }

    @Test func shutdownEndsTransfersAndRefusesFurtherOnes() async throws {
        try await withPeer { peer in
            let client = try CurlClient(TransportOptions(proxy: ""))
            let tasks = ["/stall-head", "/stall-body", "/trickle/10"].map { path in
                Task { try await client.get(peer.url(path)) }
            }
            try await eventually("the requests are under way") { try await peer.connections().open == 4 }

            client.shutdown()

            for task in tasks { await #expect(throws: CurlError.closed) { try await task.value } }
            await #expect(throws: CurlError.closed) { try await client.get(peer.url("/hello")) }
            try await eventually("the connections are closed") { try await peer.connections().open == 1 }
            client.shutdown()
        }
    }

    @Test func shutdownAtAnyMomentEndsEveryRequest() async throws {
        try await withPeer { peer in
            for round in 0..<20 {
                let client = try CurlClient(TransportOptions(proxy: ""))
                let tasks = (0..<20).map { _ in Task { try await client.get(peer.url("/hello")) } }
                for _ in 0..<round { await Task.yield() }
                client.shutdown()
                for task in tasks {
                    if case .failure(let error) = await task.result { #expect(error as? CurlError == .closed) }
                }
            }
        }
    }

    @Test func aClientThatIsForgottenClosesItsConnections() async throws {
        try await withPeer { peer in
            var client: CurlClient? = try CurlClient(TransportOptions(proxy: ""))
            _ = try await client?.get(peer.url("/hello"))
            #expect(try await peer.connections().open == 2)

            client = nil

            try await eventually("the connection is closed") { try await peer.connections().open == 1 }
        }
    }
}
