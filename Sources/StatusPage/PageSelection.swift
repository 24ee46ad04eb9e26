import Metering
import ReadingStore
import Snapshot

/// The metering points of one page.
struct PageSelection: Sendable {
    /// The number of cards that a phone shows fast, and in which a person still finds something.
    static let cardsOnPage = 25
    /// The most categories to choose from; the API's codes are an open set.
    private static let mostCategories = 50

    /// In order of the metering points.
    private(set) var cards: [MeterCard] = []
    /// The number of cards on all pages.
    private(set) var count = 0
    /// The index of the first card among them.
    private(set) var first = 0
    /// From 1.
    private(set) var page = 1
    private(set) var pages = 1
    /// All delivery categories, in order.
    private(set) var categories: [String] = []
    /// All properties, in order.
    private(set) var properties: [String] = []

    init() {}

    /// Selects the cards in one pass over all meters, and only looks up the series of those shown.
    init(_ input: SnapshotInput, _ query: PageQuery) {
        let meters = input.contents.meters
        let wanted = Array(query.text.lowercased().utf8)
        var found: Set<String> = []
        var foundProperties: Set<String> = []
        var matches: [Range<Int>] = []
        var start = 0
        while start < meters.count {
            let id = meters[start].id
            var end = start + 1
            while end < meters.count, meters[end].id.isShown(with: id) { end += 1 }
            found.insert(id.deliveryCategory)
            let property = meters[start..<end].lazy.compactMap(input.property).first
            if let property { foundProperties.insert(property) }
            if query.property.isEmpty || query.property == property,
                query.category.isEmpty || query.category == id.deliveryCategory,
                wanted.isEmpty || id.meteringPoint.contains(lowercased: wanted)
                    || input.name(of: id).contains(lowercased: wanted)
            {
                matches.append(start..<end)
            }
            start = end
        }
        count = matches.count
        pages = max(1, (count + Self.cardsOnPage - 1) / Self.cardsOnPage)
        page = min(query.page, pages)
        first = (page - 1) * Self.cardsOnPage
        cards = matches.dropFirst(first).prefix(Self.cardsOnPage).map { range in
            let id = meters[range.lowerBound].id
            return MeterCard(
                meteringPoint: id.meteringPoint, deliveryCategory: id.deliveryCategory, name: input.name(of: id),
                courses: StoredCourse.all(of: range.flatMap { input.contents.series(of: meters[$0].id) }))
        }
        properties = foundProperties.sorted()
        categories = Array(found.filter { $0.utf8.count <= PageText.longestName }.sorted().prefix(Self.mostCategories))
    }

    /// The series whose readings are needed to draw the cards.
    var drawn: [SeriesID] { cards.flatMap(\.drawn).flatMap { $0.series.map(\.id) } }
}

extension MeterID {
    fileprivate func isShown(with other: MeterID) -> Bool {
        meteringPoint == other.meteringPoint && deliveryCategory == other.deliveryCategory
    }
}

extension StoreContents {
    /// Returns a meter's series; they are in order, so few have to be examined.
    fileprivate func series(of meter: MeterID) -> ArraySlice<StoredSeries> {
        var low = 0
        var high = series.count
        while low < high {
            let middle = (low + high) / 2
            if series[middle].id.meter < meter { low = middle + 1 } else { high = middle }
        }
        return series[low...].prefix { $0.id.meter == meter }
    }
}

extension String {
    /// Returns true if the text contains `wanted`, which is in lower case, in any case of its own.
    fileprivate func contains(lowercased wanted: [UInt8]) -> Bool {
        let own = Array(lowercased().utf8)
        guard let first = wanted.first else { return true }
        guard own.count >= wanted.count else { return false }
        return (0...(own.count - wanted.count)).contains { start in
            own[start] == first && own[start..<(start + wanted.count)].elementsEqual(wanted)
        }
    }
}
