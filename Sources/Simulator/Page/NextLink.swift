/// Makes the `next` of a page.
struct NextLink {
    let request: APIRequest
    /// The `offset` of the page itself.
    let offset: Int
    /// The `offset` of the next page; nil where nothing follows.
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
            // Where nothing follows it leads to an empty page.
            return .text("https://\(host)\(request.path)?\(query(nextOffset ?? Int(Int32.max)))")
        default: return nextOffset.map(link) ?? .end(form.end)
        }
    }

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
        let kept = request.items.filter { $0.name.lowercased() != "offset" }
        return QueryItems.encode(kept + [QueryItem(name: "offset", value: String(offset))])
    }
}
