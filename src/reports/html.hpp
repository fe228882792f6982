#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/markup.hpp"

namespace dmp::reports {

/// Writes HTML and SVG. Every text and attribute value is escaped on its way in, so no data can become markup; elements
/// are closed in the order they were opened, or InternalError is thrown.
class Html {
 public:
  using Attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  /// Opens an element. The tag must outlive the writer (a literal). An attribute with an empty value is left out,
  /// but for alt, open and hidden.
  Html& open(std::string_view tag, Attributes attributes = {});
  /// Closes the innermost open element.
  Html& close();
  /// A void element (meta, link, br) or an empty SVG shape.
  Html& shape(std::string_view tag, Attributes attributes);
  Html& element(std::string_view tag, std::string_view text, Attributes attributes = {});
  Html& text(std::string_view text);
  /// Text in which web addresses become links (followed by people, never loaded by the page).
  Html& linked_text(std::string_view text);
  /// A link: a fragment of this page or an address.
  Html& link(std::string_view href, std::string_view text);
  /// Text that only screen readers give.
  Html& unseen(std::string_view text);
  /// Markup made by another Html writer.
  Html& markup(std::string_view markup);

  /// The page so far; InternalError where elements are still open.
  [[nodiscard]] std::string take();

 private:
  void tag(std::string_view name, Attributes attributes);

  std::string out_;
  std::vector<std::string_view> open_;
};

using core::escaped;

/// An id without blanks and control characters, as HTML asks for: those bytes become "_".
std::string anchor(std::string_view id);

/// "#" and the anchor, percent-encoded, for href.
std::string fragment(std::string_view id);

}  // namespace dmp::reports
