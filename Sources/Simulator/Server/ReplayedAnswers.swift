import NIOCore
import RawAnswers
import Synchronization

/// Captured answers. Each is sent once, to the first request to its endpoint whose window overlaps its own.
final class ReplayedAnswers: Sendable {
    private struct Page {
        let answer: RawAnswer
        let endpoint: SimulatedEndpoint
        let question: Question
        var isGiven = false
    }

    /// The parts of a request by which a page is found.
    private struct Question {
        let items: [QueryItem]
        /// The window; nil if the request has none.
        let window: Range<Int64>?
        let customers: Set<String>

        init(_ items: [QueryItem]) {
            self.items = items
            func times(_ name: String) -> Int64? {
                items.first { $0.name.lowercased() == name }.flatMap { CivilTime.parse($0.value) }
            }
            if let from = times("fromdate"), let to = times("todate"), from <= to {
                window = from..<max(to, from + 1)
            } else {
                window = nil
            }
            let lists = items.filter { $0.name.lowercased() == "customernumbers" }.flatMap {
                $0.value.split(separator: ",")
            }
            customers = Set(lists.map { String($0.drop { $0 == "0" || $0 == " " }) })
        }

        func touches(_ other: Question) -> Bool {
            guard let window, let theirs = other.window else { return items == other.items }
            return window.overlaps(theirs)
        }
    }

    private let pages: Mutex<[Page]>
    private let origin: String

    /// - Parameter origin: the simulator's own, for a request without `Host`.
    init(_ answers: [RawAnswer], origin: String) {
        self.origin = origin
        pages = Mutex(
            answers.compactMap { answer in
                let (path, items) = QueryItems.split(target: answer.target)
                let endpoint = SimulatedEndpoint.allCases.first { path.hasSuffix($0.path) }
                return endpoint.map { Page(answer: answer, endpoint: $0, question: Question(items)) }
            })
    }

    /// Returns the next captured answer, or an empty page.
    func answer(to request: APIRequest, _ endpoint: SimulatedEndpoint) -> Answer {
        let asked = Question(request.items)
        let found = pages.withLock { pages -> RawAnswer? in
            // Groups of customers ask for the same windows. A page belongs to the customer numbers that it was captured
            // for; if no page is for any of the request's numbers, every page will do.
            let isKnown = pages.contains {
                $0.endpoint == endpoint && !$0.question.customers.isDisjoint(with: asked.customers)
            }
            let index = pages.firstIndex { page in
                page.endpoint == endpoint && !page.isGiven && page.question.touches(asked)
                    && (!isKnown || page.question.customers.isEmpty
                        || !page.question.customers.isDisjoint(with: asked.customers))
            }
            guard let index else { return nil }
            pages[index].isGiven = true
            return pages[index].answer
        }
        guard let found else {
            return Answer(
                status: 200, headers: [Answer.json],
                body: .bytes(ByteBuffer(string: #"{"consumptions":[],"next":null}"#)))
        }
        let root = request.header("host").map { "http://\($0)" } ?? origin
        let body = found.body(linkingTo: root)
        return Answer(
            status: found.status, headers: Self.headers(of: found),
            body: found.status == 204 ? .none : .bytes(ByteBuffer(bytes: body)))
    }

    /// Headers about the original transfer, which do not apply to the new one.
    private static let ofTransfer: Set<String> = [
        "connection", "content-encoding", "content-length", "date", "keep-alive", "trailer", "transfer-encoding",
        "upgrade",
    ]

    private static func headers(of answer: RawAnswer) -> [(name: String, value: String)] {
        answer.headers.filter { !ofTransfer.contains($0.name.lowercased()) }.map { ($0.name, $0.value) }
    }
}
