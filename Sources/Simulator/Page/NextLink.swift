/// Makes the `next` of a page.
struct NextLink {
    let request: APIRequest
    /// The `offset` of the page itself.
    let offset: Int
    /// The `offset` of the next page; nil if nothing follows.
    let nextOffset: Int?
    /// True for a page without objects.
    let isEmpty: Bool
    let form: PageForm
    let origin: String

    func next(_ fault: FaultKind?) -> PageWriter.Next {
        switch fault {
        case .loopingNext: return link(offset)
        case .oddNext(let text): return .text(text)
        case .foreignNext(let host) where !isEmpty:
            // After the last page the link leads to an empty page.
            return .text("https://\(host)\(request.path)?\(query(nextOffset ?? Int(Int32.max)))")
        case .bareNext(let base, let host):
            guard let nextOffset else { return .end(form.end) }
            let path = base + (request.endpoint?.path ?? request.path)
            return .text("\(host.map { "http://\($0)" } ?? "")\(path)?\(query(nextOffset))")
        case .endlessNext: return link(nextOffset ?? max(offset, Self.beyond) + 1)
        case .emptyPage where isBeforePage: return .text("\(request.path)?\(query(offset))&\(Self.mark)=true")
        case .endMark(let json) where nextOffset == nil: return .json(json)
        default: return nextOffset.map(link) ?? .end(form.end)
        }
    }

    /// An offset after every row.
    static let beyond = 1_000_000_000

    /// The parameter of the link from an empty page to the one that was asked for.
    private static let mark = "continued"

    /// True for a request that has not been through the empty page of ``FaultKind/emptyPage`` yet.
    var isBeforePage: Bool { !request.items.contains { $0.name == Self.mark } }

    private func link(_ offset: Int) -> PageWriter.Next {
        switch form.next {
        case .absolute:
            let root = request.header("host").map { "http://\($0)" } ?? origin
            return .text("\(root)\(request.path)?\(query(offset))")
        case .relative: return .text("\(request.path)?\(query(offset))")
        case .query: return .text("?\(query(offset))")
        case .number: return .number(offset)
        case .text: return .text(String(offset))
        case .none: return .end(form.end)
        }
    }

    private func query(_ offset: Int) -> String {
        let kept = request.items.filter { $0.name.lowercased() != "offset" && $0.name != Self.mark }
        return QueryItems.encode(kept + [QueryItem(name: "offset", value: String(offset))])
    }
}
