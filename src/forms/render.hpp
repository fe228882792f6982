#pragma once

#include <string>

#include "core/document.hpp"

namespace dmp::forms {

/// A self-contained page: headings in order, tables with captions and scopes, readable on paper; every text escaped.
std::string html_of(const core::Document& document);

/// The same as Markdown, for pasting.
std::string markdown_of(const core::Document& document);

}  // namespace dmp::forms
