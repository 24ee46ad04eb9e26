import Ground

/// Rules for the user's own request headers.
struct HeaderRules {
    /// Headers that the exporter or the transport sets, in lower case, with the setting for each.
    private let reserved: [String: String]

    private init(_ own: [String: String]) {
        let common = [
            "host": "it is set from the `url`",
            "accept-encoding": "it is set to what can be decompressed",
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
        "user-agent": "the protocol sets it to the exporter's name",
    ])

    /// Returns the reason that a name is not allowed; nil if it is. The reason never quotes a malformed name.
    func fault(ofName name: String) -> String? {
        guard Self.isToken(name) else {
            return
                "this is not a header name (letters, digits and `-`; RFC 9110); it is not shown, as it may be secret"
        }
        return reserved[name.lowercased()].map { "`\(name)` cannot be given here: \($0)" }
    }

    /// Returns true for a token of RFC 9110, 5.6.2.
    static func isToken(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy(\.isHTTPToken)
    }

    /// Returns the reason that a value cannot be sent (RFC 9110, 5.5, and only ASCII); nil if it can.
    static func fault(ofValue value: String) -> String? {
        if value.isEmpty { return "is empty" }
        if value.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) { return "must not contain a line break" }
        if value.utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }) { return "must be printable ASCII" }
        if value.first == " " || value.last == " " { return "must not begin or end with a blank" }
        return nil
    }
}
