import Configuration
import EnergyAPI
import ReadingStore

/// Stored knowledge of the lists that the API has answered: a 404 about one of them means that there is nothing.
extension PolledGroup {
    /// Returns true if an earlier poll got an answer for a query's list, or for one that contains it.
    func wasAnswered<Query: ListedQuery>(
        _ query: Query, url: String, _ store: ReadingStore
    ) async throws(StoreError) -> Bool {
        for list in wholeLists(around: query) + [query]
        where try await store.marks.hasAnswered(list.listText(url: url)) { return true }
        return false
    }

    /// Records answered lists, each once while the configuration stays.
    func recordAnswered<Query: ListedQuery>(
        _ lists: [Query], url: String, _ store: ReadingStore
    ) async throws(StoreError) {
        for list in lists where isWhole(list) {
            let text = list.listText(url: url)
            guard refusals.insertAnswered(list: text) else { continue }
            try await store.marks.recordAnswered(list: text)
        }
    }

    /// Returns the configuration's lists that contain a query's list.
    private func wholeLists<Query: ListedQuery>(around query: Query) -> [Query] {
        var whole = query
        whole.customerNumbers = settings.numbers
        return lists(whole).filter { $0.includes(query) }
    }

    /// Returns true if the list is one of the configuration's. Lists narrowed to some metering points are endless.
    private func isWhole<Query: ListedQuery>(_ list: Query) -> Bool {
        lists(list).contains { $0.hasSameList(as: list) }
    }

    private func lists<Query: ListedQuery>(_ query: Query) -> [Query] {
        var query = query
        query.meteringPoints = settings.meteringPoints
        return refusals.admitted(query).flatMap { $0.parts(for: client) }
    }
}
