extension RawAnswer {
    /// Returns the body with a `next` that is a whole address pointing to another root; any other `next` is unchanged.
    ///
    /// - Parameter root: scheme, host and port: `http://127.0.0.1:8180`
    package func body(linkingTo root: String) -> [UInt8] {
        JSONRewriter.rewrite(body) { piece, place, bytes in
            guard piece == .string, place.keys == ["next"] else { return nil }
            let units = TextUnit.units(of: bytes.dropFirst().dropLast(), isJSON: true)
            let front = units.prefix { $0.scalar != "?" }
            guard let slash = front.firstIndex(where: { $0.scalar == "/" }),
                front.dropFirst(slash + 1).first?.scalar == "/", slash == 0 || front[slash - 1].scalar == ":"
            else { return nil }
            let path = units[(slash + 2)...].drop { $0.scalar != "/" && $0.scalar != "?" }
            let quote = [UInt8(ascii: "\"")]
            return quote + Array(root.utf8) + path.flatMap(\.bytes) + quote
        }
    }
}
