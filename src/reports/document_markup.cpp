#include "reports/document_markup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

namespace dmp::reports {
namespace {

/// The value of an attribute of an opening tag, "" where it has none.
std::string attribute(std::string_view tag, std::string_view name) {
  const std::string start = fmt::format(" {}=\"", name);
  const std::size_t at = tag.find(start);
  if (at == std::string_view::npos) return {};
  const std::size_t begin = at + start.size();
  return std::string(tag.substr(begin, tag.find('"', begin) - begin));
}

std::string_view name_of(std::string_view tag) { return tag.substr(1, tag.find_first_of(" >/", 2) - 1); }

std::string with_plain_rows(const std::string& html) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t begin = html.find("<th scope=\"row"); begin != std::string::npos; begin = html.find("<th scope=\"row", at)) {
    const std::size_t open = html.find('>', begin), end = html.find("</th>", begin);
    const std::string_view tag(html.data() + begin, open - begin);
    out += html.substr(at, begin - at) + "<td";
    for (const char* kept : {"id", "colspan"})
      if (const std::string value = attribute(tag, kept); !value.empty()) out += fmt::format(" {}=\"{}\"", kept, value);
    out += html.substr(open, end - open) + "</td>";
    at = end + 5;
  }
  return out + html.substr(at);
}

/// What an address within the page means, as ids are written: %2F is a slash.
std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_code = text[i] == '%' && i + 2 < text.size();
    out += is_code ? static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16)) : text[i];
    if (is_code) i += 2;
  }
  return out;
}

std::set<std::string> linked_ids(const std::string& html) {
  static constexpr std::string_view kStart = " href=\"#";
  std::set<std::string> ids;
  for (std::size_t at = html.find(kStart); at != std::string::npos; at = html.find(kStart, at + 1)) {
    const std::size_t begin = at + kStart.size();
    ids.insert(decoded(std::string_view(html).substr(begin, html.find('"', begin) - begin)));
  }
  return ids;
}

std::string with_targets(const std::string& html) {
  const std::set<std::string> linked = linked_ids(html);
  std::string out, waiting;
  std::size_t at = 0;
  for (std::size_t begin = html.find('<'); begin != std::string::npos; begin = html.find('<', at)) {
    const std::size_t end = html.find('>', begin);
    if (end == std::string::npos) break;
    const std::string_view tag(html.data() + begin, end - begin + 1), name = name_of(tag);
    out += html.substr(at, begin - at);
    at = end + 1;
    if (name == "article" || name == "/article") {
      const std::string id = attribute(tag, "id");
      out += name[0] == '/' ? "</div>" : id.empty() ? "<div>" : "<div id=\"" + id + "\">";
      continue;
    }
    const std::string id = attribute(tag, "id");
    const bool is_wanted = !id.empty() && linked.contains(id), is_cell = name == "td" || name == "th", is_moved = is_wanted && (is_cell || name == "p" || name == "tr");
    if (is_moved) {
      const std::string written = fmt::format(" id=\"{}\"", id);
      const std::size_t place = tag.find(written);
      out += tag.substr(0, place), out += tag.substr(place + written.size());
    } else {
      out += tag;
    }
    if (name == "tr") waiting = is_moved ? id : "";  // a row keeps no id: its first cell has it
    if (is_cell && !waiting.empty()) out += "<span id=\"" + waiting + "\"></span>", waiting.clear();
    if (is_moved && name != "tr") out += "<span id=\"" + id + "\"></span>";
  }
  return out + html.substr(at);
}

/// How much room a column asks for, in letters.
struct Room {
  std::size_t word = 1;   ///< its longest word, which must not be broken
  std::size_t text = 1;   ///< its longest cell, as far as that is to count
};

constexpr std::size_t kLongestWord = 20, kLongestText = 70, kLettersAcross = 108, kBetween = 4;

/// Letters of a text; what is written with several bytes or as &amp; counts once.
std::size_t letters_in(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '&')
      if (const std::size_t end = text.find(';', i); end != std::string_view::npos && end - i < 8) i = end;
    count += (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
  }
  return count;
}

void measure(std::string_view cell, Room& room) {
  std::string text;
  bool inside = false;
  for (const char c : cell) {
    if (c == '<') inside = true, text += ' ';
    else if (c == '>') inside = false;
    else if (!inside) text += c == '\n' ? ' ' : c;
  }
  std::size_t begin = 0, length = 0;
  while ((begin = text.find_first_not_of(' ', begin)) != std::string::npos) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::size_t word = letters_in(std::string_view(text).substr(begin, end - begin));
    room.word = std::max(room.word, std::min(word, kLongestWord));
    length += word + 1;
    begin = end;
  }
  room.text = std::max(room.text, std::min(length, kLongestText));
}

std::vector<Room> rooms_of(std::string_view table) {
  std::vector<Room> rooms;
  for (std::size_t row = table.find("<tr"); row != std::string_view::npos; row = table.find("<tr", row + 1)) {
    const std::string_view cells = table.substr(row, table.find("</tr>", row) - row);
    if (cells.find(" colspan=") != std::string_view::npos) continue;
    std::size_t column = 0;
    for (std::size_t at = cells.find("<t", 1); at != std::string_view::npos; at = cells.find("<t", at + 1)) {
      const std::string_view name = name_of(cells.substr(at));
      if (name != "td" && name != "th") continue;
      const std::size_t open = cells.find('>', at), end = std::min(cells.find("</td>", open), cells.find("</th>", open));
      if (column == rooms.size()) rooms.emplace_back();
      measure(cells.substr(open + 1, end - open - 1), rooms[column++]);
    }
  }
  return rooms;
}

/// Every column has room for its longest word; what is left is shared out by how much text waits for it.
std::string column_group(const std::vector<Room>& rooms) {
  std::vector<double> widths;
  double needed = 0, wanted = 0;
  for (const Room& room : rooms) {
    // Headings are bold, and so a little wider.
    widths.push_back(1.1 * static_cast<double>(room.word) + static_cast<double>(kBetween));
    needed += widths.back(), wanted += static_cast<double>(room.text > room.word ? room.text - room.word : 0);
  }
  // Where words alone fill the sheet, long text still has more room than a code.
  const double left = std::max(0.25 * static_cast<double>(kLettersAcross), static_cast<double>(kLettersAcross) - needed);
  double sum = 0;
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    if (wanted > 0 && rooms[i].text > rooms[i].word) widths[i] += left * static_cast<double>(rooms[i].text - rooms[i].word) / wanted;
    sum += widths[i];
  }
  std::string out = "<colgroup>";
  for (const double width : widths) out += fmt::format("<col style=\"width:{:.1f}%\"/>", 100 * width / sum);
  return out + "</colgroup>";
}

std::string with_column_widths(const std::string& html) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t begin = html.find("<table"); begin != std::string::npos; begin = html.find("<table", at)) {
    const std::size_t end = html.find("</table>", begin), caption = html.find("</caption>", begin);
    if (end == std::string::npos) break;
    const std::size_t columns = caption < end ? caption + 10 : html.find('>', begin) + 1;
    const std::vector<Room> rooms = rooms_of(std::string_view(html).substr(begin, end - begin));
    out += html.substr(at, columns - at);
    if (rooms.size() > 1) out += column_group(rooms);
    at = columns;
  }
  return out + html.substr(at);
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) text.replace(at, what.size(), by);
}

/// What a page sets below a figure in small stands behind it: pandoc knows no such lines and would run the two together.
std::string with_one_line_cells(std::string html) {
  replace_all(html, "<small>", " (");
  replace_all(html, "</small>", ")");
  replace_all(html, "<span class=\"under\">", " <span>");
  return html;
}

}  // namespace

std::string for_word_processors(const std::string& html) { return with_column_widths(with_targets(with_plain_rows(with_one_line_cells(html)))); }

}  // namespace dmp::reports
