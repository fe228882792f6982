#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalogue/definitions.hpp"

namespace dmp::catalogue {

/// Text for a line of Markdown: no HTML, no line breaks, no cell ends.
std::string markdown_text(std::string_view text);

/// A code span, whatever the text holds; nothing for an empty text.
std::string code(std::string_view text);

/// A fenced block in a language, with a line break at its end.
std::string fenced(std::string_view text, std::string_view language);

/// "- text" for each; nothing for none.
std::string bullets(const std::vector<std::string>& texts);

/// A Markdown table; cells are ready Markdown.
std::string markdown_table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows);

/// Rows of an example with one column for each name that occurs; a sentence where there are none.
std::string example_table(const std::vector<ExampleRow>& rows);

}  // namespace dmp::catalogue
