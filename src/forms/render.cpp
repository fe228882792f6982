#include "forms/render.hpp"

#include <algorithm>

namespace dmp::forms {
namespace {

using core::Block;

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '"') out += "&quot;";
    else out += c;
  }
  return out;
}

constexpr const char* kStyle =
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}h1{line-height:1.2}table{border-collapse:collapse;width:100%;margin:1rem 0;"
    "font-size:.9rem}caption{text-align:left;font-weight:bold;padding:.3rem 0}th,td{border:1px solid #767676;padding:.3rem .5rem;text-align:left;vertical-align:top}th{background:#f0f0f0}"
    ".marking{border:2px solid #1a1a1a;padding:.3rem .6rem;font-weight:bold;display:inline-block}.note{border-left:4px solid #4a4a4a;padding-left:.8rem;color:#333}.subtitle,footer{color:#4a4a4a}"
    "div.wide{overflow-x:auto}@media print{body{margin:0;max-width:none;font-size:10pt}h2,h3{break-after:avoid}tr{break-inside:avoid}@page{size:A4;margin:16mm}}";

std::string block_html(const Block& block) {
  std::string out;
  switch (block.kind) {
    case Block::Kind::heading: {
      const std::string tag = "h" + std::to_string(std::clamp(block.level, 2, 4));
      return "<" + tag + ">" + escaped(block.text) + "</" + tag + ">\n";
    }
    case Block::Kind::paragraph: return "<p>" + escaped(block.text) + "</p>\n";
    case Block::Kind::note: return "<p class=\"note\">" + escaped(block.text) + "</p>\n";
    case Block::Kind::list:
      out = "<ul>\n";
      for (const std::string& item : block.items) out += "<li>" + escaped(item) + "</li>\n";
      return out + "</ul>\n";
    case Block::Kind::table:
      out = "<div class=\"wide\"><table>\n<caption>" + escaped(block.text) + "</caption>\n<thead><tr>";
      for (const std::string& cell : block.header) out += "<th scope=\"col\">" + escaped(cell) + "</th>";
      out += "</tr></thead>\n<tbody>\n";
      for (const auto& row : block.rows) {
        out += "<tr>";
        for (const std::string& cell : row) out += "<td>" + escaped(cell) + "</td>";
        out += "</tr>\n";
      }
      return out + "</tbody>\n</table></div>\n";
  }
  return out;
}

std::string cell_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += "\\|";
    else out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string block_markdown(const Block& block) {
  std::string out;
  switch (block.kind) {
    case Block::Kind::heading: return std::string(static_cast<std::size_t>(std::clamp(block.level, 2, 4)), '#') + " " + block.text + "\n\n";
    case Block::Kind::paragraph: return block.text + "\n\n";
    case Block::Kind::note: return "> " + block.text + "\n\n";
    case Block::Kind::list:
      for (const std::string& item : block.items) out += "- " + item + "\n";
      return out + "\n";
    case Block::Kind::table: {
      out = "**" + block.text + "**\n\n|";
      for (const std::string& cell : block.header) out += " " + cell_text(cell) + " |";
      out += "\n|";
      for (std::size_t i = 0; i < block.header.size(); ++i) out += " --- |";
      out += "\n";
      for (const auto& row : block.rows) {
        out += "|";
        for (const std::string& cell : row) out += " " + cell_text(cell) + " |";
        out += "\n";
      }
      return out + "\n";
    }
  }
  return out;
}

}  // namespace

std::string html_of(const core::Document& document) {
  std::string out = "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" + escaped(document.title) +
                    "</title>\n<style>" + kStyle + "</style>\n</head>\n<body>\n<main>\n";
  if (!document.marking.empty()) out += "<p class=\"marking\">" + escaped(document.marking) + "</p>\n";
  out += "<h1>" + escaped(document.title) + "</h1>\n<p class=\"subtitle\">" + escaped(document.subtitle) + "</p>\n";
  for (const Block& block : document.blocks) out += block_html(block);
  return out + "</main>\n<footer><p>" + escaped(document.footer) + "</p></footer>\n</body>\n</html>\n";
}

std::string markdown_of(const core::Document& document) {
  std::string out;
  if (!document.marking.empty()) out += "**" + document.marking + "**\n\n";
  out += "# " + document.title + "\n\n" + document.subtitle + "\n\n";
  for (const Block& block : document.blocks) out += block_markdown(block);
  return out + document.footer + "\n";
}

}  // namespace dmp::forms
