import Ground

/// Rules for request headers of the user's own.
struct HeaderRules {
    /// Headers that the exporter or the transport sets, in lower case, and how to set them.
    private let reserved: [String: String]

    private init(_ own: [String: String]) {
        let common = [
            "host": "it is set from the `url`",
            "accept-encoding": "it is set by what can be decompressed",
            "content-length": "it is set by the transport",
            "transfer-encoding": "it is set by the transport",
            "connection": "it is set by the transport",
        ]
        reserved = common.merging(own) { _, own in own }
    }

    /// Rules for headers sent to the utility's API.
    static let ofAPI = HeaderRules([
        "api-version": "it is set by `api.version`",
        "ocp-apim-subscription-key": "it is set by `api.subscription_key_file`",
        "host": "it is set from `api.url`",
    ])

    /// Rules for headers sent to a receiver of `remote_write`.
    static let ofReceiver = HeaderRules([
        "content-type": "the protocol sets it", "content-encoding": "the protocol sets it",
        "x-prometheus-remote-write-version": "the protocol sets it",
        "user-agent": "the protocol has it name the exporter",
    ])

    /// The reason for which a name cannot be used; nil where it can. Never quotes a name that is none.
    func fault(ofName name: String) -> String? {
        guard HeaderRules.isToken(name) else {
            return
                "this is no name of a header (letters, digits and `-`; RFC 9110); it is not shown, as it may be secret"
        }
        return reserved[name.lowercased()].map { "`\(name)` cannot be given here: \($0)" }
    }

    /// A token of RFC 9110, 5.6.2.
    static func isToken(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy(\.isHTTPToken)
    }

    /// The reason for which a value cannot be sent (RFC 9110, 5.5, and ASCII alone); nil where it can.
    static func fault(ofValue value: String) -> String? {
        if value.isEmpty { return "is empty" }
        if value.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) { return "must not hold a line break" }
        if value.utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }) { return "must be printable ASCII" }
        if value.first == " " || value.last == " " { return "must not begin or end with a blank" }
        return nil
    }
}
