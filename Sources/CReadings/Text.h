// Bytes that should be text.
#ifndef CREADINGS_TEXT_H
#define CREADINGS_TEXT_H

#include <string>
#include <string_view>

namespace creadings {

/// Returns the content of a JSON string with its escapes resolved. An invalid escape, and half of a surrogate pair,
/// becomes U+FFFD.
std::string unescaped(std::string_view text);

/// Returns JSON in UTF-8 without bytes that JSON forbids. Inside strings, bytes that are not UTF-8 become U+FFFD (one for
/// each ill-formed sequence, as Unicode recommends), and so do control characters, but tabs and line breaks become blanks;
/// outside of strings all of them become blanks.
std::string well_formed(std::string_view json);

/// Returns true if JSON is in UTF-16, and stores its text in UTF-8.
bool is_utf16(std::string_view json, std::string &utf8);

}  // namespace creadings

#endif
