import EnergyAPI
import Ground

/// Makes one customer group's requests in one poll, and finds the parts that the API refuses (`docs/api.md`,
/// "Answers").
///
/// A refusal is examined only after all other windows: if the list was answered for another time, the API has nothing
/// for this one.
struct ListAsker<Query: ListedQuery>: Sendable {
    let lists: AskedLists<Query>
    let refusals: Refusals
    private let client: EnergyAPIClient
    private let retries: RetryBudget
    let now: Timestamp
    private let wasAnswered: @Sendable (Query) async throws -> Bool

    /// - Parameters:
    ///   - retries: shared by all requests made here.
    ///   - patience: the number of windows that may be refused before the list counts as refused.
    ///   - now: recorded as the time of refusals.
    ///   - wasAnswered: returns true if an earlier poll got an answer for a query's list.
    init(
        _ group: PolledGroup, retries: RetryBudget, patience: Int = 1, now: Timestamp,
        wasAnswered: @escaping @Sendable (Query) async throws -> Bool
    ) {
        lists = AskedLists(patience: patience)
        refusals = group.refusals
        client = group.client
        self.retries = retries
        self.now = now
        self.wasAnswered = wasAnswered
    }

    /// Requests a job's list: every part, even after one fails, unless the failure concerns them all. Refused parts are
    /// deferred.
    func ask(_ query: Query, job: Int, handOver: (Query.Page) async throws -> Void) async throws {
        try await forEach(refusals.admitted(query)) { try await askParts(of: $0, job: job, handOver) }
    }

    /// Requests a list in as many parts as needed.
    private func askParts(of query: Query, job: Int, _ handOver: (Query.Page) async throws -> Void) async throws {
        try await forEach(query.parts(for: client)) { part in
            try checkOpen()
            guard !lists.isSuspect(part) else { return lists.putOff(part, nil, job: job) }
            do {
                try await send(part, canSplit: true, handOver)
            } catch is AnswerLimit.Exceeded {
                // Pages handed over before are handed over once more, which changes nothing.
                client.record(tooMany: part.customerNumbers)
                try await askParts(of: part, job: job, handOver)
            } catch let error as APIError where error.isListRefusal {
                if error.isNothingFound, lists.isAnswered(part) { return lists.excuse() }
                lists.putOff(part, error, job: job)
            }
        }
    }

    /// Requests a refused number or point once more.
    func probe(
        _ refused: RefusedNumber, _ query: Query, handOver: (Query.Page) async throws -> Void
    ) async throws {
        if try await refusal(of: query, handOver) == nil {
            refusals.remove(refused)
        } else {
            refusals.insert(refused, at: now)
        }
    }

    /// Requests a deferred part, in halves if it is refused.
    ///
    /// - Throws: the reason that a part has no answer, after all have been requested. A part refused alone does not
    ///   fail the rest.
    func settle(_ deferred: AskedLists<Query>.Deferred, handOver: (Query.Page) async throws -> Void) async throws {
        try await forEach(refusals.admitted(deferred.query)) { part in
            try checkOpen()
            if let known = lists.refusal(of: part) { throw known }
            var refusal = part.hasSameList(as: deferred.query) ? deferred.refusal : nil
            if let known = refusal {
                if known.isNothingFound, try await hasEverAnswered(part) { return lists.excuse() }
            } else {
                refusal = try await self.refusal(of: part, handOver)
            }
            if let refusal { try await investigate(part, refusal, handOver) }
        }
    }

    /// Makes a request and returns its refusal; nil if the answer is a page, even an empty one. It costs no retry.
    func refusal(of query: Query, _ handOver: (Query.Page) async throws -> Void) async throws -> APIError? {
        try checkOpen()
        do {
            try await send(query, handOver)
            return nil
        } catch let error as APIError where error.isListRefusal {
            guard error.isNothingFound, try await hasEverAnswered(query) else { return error }
            lists.excuse()
            lists.recordAnswer(query)
            return nil
        }
    }

    private func send(
        _ query: Query, canSplit: Bool = false, _ handOver: (Query.Page) async throws -> Void
    ) async throws {
        do {
            try await query.send(with: client, retries: retries, canSplit: canSplit) { page in
                lists.recordAnswer(query)
                try await handOver(page)
            }
            lists.recordAnswer(query)
        } catch let error as APIError where error.isKeyRefusal {
            // A refused key is refused for every other window too.
            lists.stop(error)
            throw error
        }
    }

    private func forEach(_ parts: [Query], _ ask: (Query) async throws -> Void) async throws {
        var failure: APIError?
        for part in parts {
            do {
                try await ask(part)
            } catch let error as APIError where !error.concernsAll {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    private func checkOpen() throws {
        if let error = lists.stopped { throw error }
    }

    private func hasEverAnswered(_ query: Query) async throws -> Bool {
        if lists.isAnswered(query) { return true }
        return try await wasAnswered(query)
    }
}
