import EnergyAPI

extension ListAsker {
    /// Finds the parts of a refused list that are refused alone, by requesting its halves, by number, then by metering
    /// point.
    ///
    /// - Throws: the refusal, if both halves are refused alike: then the whole list or the window is the reason.
    func investigate(
        _ query: Query, _ refusal: APIError, _ handOver: (Query.Page) async throws -> Void
    ) async throws {
        let isWindow = lists.isAnswered(query)
        // One attempt is enough to see that the list is not the reason.
        if isWindow, lists.hasRefusedWindow { throw refusal }
        for halves in [query.halvesByNumber(), query.halvesByPoint()].compactMap(\.self) {
            var refused: [(half: Query, error: APIError)] = []
            for half in halves {
                if let error = try await self.refusal(of: half, handOver) { refused.append((half, error)) }
            }
            if refused.count == 2, refused[0].error.isAlike(refused[1].error) { continue }
            var alone: [(RefusedNumber, APIError)] = []
            defer { recordRefused(alone, of: query) }
            let isByPoint = halves[0].meteringPoints.count < query.meteringPoints.count
            for (half, error) in refused { try await narrow(half, error, byPoint: isByPoint, &alone, handOver) }
            guard lists.hasAnswer(in: query) else { break }
            return
        }
        lists.recordRefusal(of: query, refusal, isWindow: isWindow)
        throw refusal
    }

    /// Halves a refused list until a single number or point is left.
    private func narrow(
        _ query: Query, _ refusal: APIError, byPoint: Bool, _ alone: inout [(RefusedNumber, APIError)],
        _ handOver: (Query.Page) async throws -> Void
    ) async throws {
        guard let halves = (byPoint ? nil : query.halvesByNumber()) ?? query.halvesByPoint() else {
            alone.append((query.refusedNumber, refusal))
            return
        }
        for half in halves {
            if let error = try await self.refusal(of: half, handOver) {
                try await narrow(half, error, byPoint: byPoint, &alone, handOver)
            }
        }
    }

    /// Records numbers and points refused alone, provided that another part of the list is answered.
    private func recordRefused(_ alone: [(RefusedNumber, APIError)], of query: Query) {
        guard lists.hasAnswer(in: query) else { return }
        for (refused, error) in alone where refusals.insert(refused, at: now) { lists.record(refused, error) }
    }
}
