#include "catalogue/markdown.hpp"

#include <algorithm>
#include <set>

#include "catalogue/section.hpp"

namespace dmp::catalogue {
namespace {

std::size_t longest_run(std::string_view text, char sign) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == sign ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

std::string row_of(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const std::string& cell : cells) row += " " + cell + " |";
  return row + "\n";
}

}  // namespace

std::string markdown_text(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\n' || c == '\r') {
      result += ' ';
      continue;
    }
    if (c == '|' || c == '<' || c == '*') result += '\\';
    result += c;
  }
  return result;
}

std::string code(std::string_view text) {
  if (text.empty()) return {};
  std::string inside;
  for (const char c : text) {
    if (c == '|') inside += '\\';
    inside += c == '\n' || c == '\r' ? ' ' : c;
  }
  const std::string fence(longest_run(inside, '`') + 1, '`');
  const bool blank = fence.size() > 1;
  return fence + (blank ? " " : "") + inside + (blank ? " " : "") + fence;
}

std::string fenced(std::string_view text, std::string_view language) {
  const std::string fence(std::max<std::size_t>(3, longest_run(text, '`') + 1), '`');
  std::string block = fence + std::string(language) + "\n" + std::string(text);
  if (!block.ends_with('\n')) block += '\n';
  return block + fence + "\n";
}

std::string bullets(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += "- " + markdown_text(text) + "\n";
  return list;
}

std::string markdown_table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows) {
  std::string table = row_of(header) + row_of(std::vector<std::string>(header.size(), "---"));
  for (const auto& row : rows) table += row_of(row);
  return table;
}

std::string example_table(const std::vector<ExampleRow>& rows) {
  std::set<std::string> names;
  for (const ExampleRow& row : rows)
    for (const auto& [name, cell] : row) names.insert(name);
  if (names.empty()) return "No rows.\n";
  std::vector<std::vector<std::string>> cells;
  for (const ExampleRow& row : rows) {
    auto& line = cells.emplace_back();
    for (const std::string& name : names) line.push_back(row.contains(name) ? markdown_text(text_of(row.at(name))) : "");
  }
  return markdown_table({names.begin(), names.end()}, cells);
}

}  // namespace dmp::catalogue
