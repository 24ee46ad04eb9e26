import EnergyAPI
import Ground
import Metering

/// A query for a list of customer numbers and metering points in a window of time.
protocol ListedQuery: Sendable {
    /// A page of an answer.
    associatedtype Page: Sendable

    var customerNumbers: [String] { get set }
    /// Empty for all.
    var meteringPoints: [String] { get set }
    /// All of the query but the list and the time.
    var circumstances: [String] { get }

    /// Requests all pages of the answer.
    ///
    /// - Parameter canSplit: true if the caller requests halves of the list when `AnswerLimit.Exceeded` is thrown.
    func send(
        with client: EnergyAPIClient, retries: RetryBudget, canSplit: Bool, receive: (Page) async throws -> Void
    ) async throws
    /// Splits the query into parts that fit the length of a URL.
    func parts(for client: EnergyAPIClient) -> [Self]
}

extension ListedQuery {
    /// True if the list cannot be cut any further.
    var isSingle: Bool { customerNumbers.count <= 1 && meteringPoints.count <= 1 }

    func halvesByNumber() -> [Self]? { halves(\.customerNumbers) }
    func halvesByPoint() -> [Self]? { halves(\.meteringPoints) }

    private func halves(_ list: WritableKeyPath<Self, [String]>) -> [Self]? {
        let values = self[keyPath: list]
        guard values.count > 1 else { return nil }
        var halves = [self, self]
        halves[0][keyPath: list] = Array(values[..<(values.count / 2)])
        halves[1][keyPath: list] = Array(values[(values.count / 2)...])
        return halves
    }

    /// Returns true if both queries ask for the same list, for any time.
    func hasSameList(as other: Self) -> Bool {
        customerNumbers == other.customerNumbers && meteringPoints == other.meteringPoints
    }

    /// Returns true if this query's list contains the other's, for any time.
    func includes(_ other: Self) -> Bool {
        guard Set(customerNumbers).isSuperset(of: other.customerNumbers) else { return false }
        if meteringPoints.isEmpty { return true }
        return !other.meteringPoints.isEmpty && Set(meteringPoints).isSuperset(of: other.meteringPoints)
    }

    /// Returns a text that identifies everything but the time.
    ///
    /// - Parameter url: the API's address.
    func listText(url: String) -> String {
        QuestionText.hash([url] + circumstances + ["/"] + customerNumbers + ["/"] + meteringPoints)
    }
}

extension TimeSeriesQuery: ListedQuery {
    var circumstances: [String] {
        [PolledEndpoint.timeSeries.rawValue, resolution.rawValue, "\(subsidiary)", "\(timeSeriesFlow)"]
            + deliveryCategories
    }

    func send(
        with client: EnergyAPIClient, retries: RetryBudget, canSplit: Bool,
        receive: (ReadingBatch) async throws -> Void
    ) async throws {
        try await client.timeSeries(self, retries: retries, canSplit: canSplit, receive: receive)
    }

    func parts(for client: EnergyAPIClient) -> [TimeSeriesQuery] { client.parts(of: self) }
}

extension InvoicedQuery: ListedQuery {
    /// The endpoint has no parameter for them.
    var meteringPoints: [String] {
        get { [] }
        set {}
    }
    var circumstances: [String] { [PolledEndpoint.invoiced.rawValue, "\(subsidiary)"] + deliveryCategories }

    func send(
        with client: EnergyAPIClient, retries: RetryBudget, canSplit: Bool,
        receive: (InvoiceBatch) async throws -> Void
    ) async throws {
        try await client.invoiced(self, retries: retries, receive: receive)
    }

    func parts(for client: EnergyAPIClient) -> [InvoicedQuery] { client.parts(of: self) }
}
