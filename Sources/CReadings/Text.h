// Bytes that should be text.
#ifndef CREADINGS_TEXT_H
#define CREADINGS_TEXT_H

#include <string>
#include <string_view>

namespace creadings {

/// Returns what stands between the quotes of a JSON text, with its escapes resolved. An escape that is none, and half of a
/// pair of surrogates, becomes U+FFFD.
std::string unescaped(std::string_view text);

/// Returns JSON in UTF-8 without what no JSON may hold: inside texts bytes that are not UTF-8 become U+FFFD (each ill-formed
/// sequence one, as Unicode recommends), and so do control characters, but tabs and line breaks become blanks; outside of
/// texts all of them become blanks.
std::string well_formed(std::string_view json);

/// Returns whether JSON comes in UTF-16, and then its text in UTF-8.
bool is_utf16(std::string_view json, std::string &utf8);

}  // namespace creadings

#endif
