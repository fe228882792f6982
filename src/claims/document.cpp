#include "claims/document.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <expat.h>
#include <libxml/HTMLparser.h>

#include <algorithm>
#include <array>
#include <memory>

#include "core/errors.hpp"

namespace dmp::claims {
namespace {

constexpr std::size_t kMostBytes = std::size_t{64} << 20;
constexpr int kDeepest = 2000;

[[noreturn]] void refuse(const std::string& what, const std::string& name, const std::string& mend) {
  throw core::UserError(core::ErrorKind::data, what, core::Place{name}, mend);
}

/// The length of the well-formed UTF-8 character at the start of bytes, or 0.
std::size_t character_length(std::string_view bytes) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned char first = at(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 && first < 0xF5 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
  if (length == 0 || first >= 0xF5 || bytes.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((at(i) & 0xC0U) != 0x80) return 0;
  if (first == 0xE0 && at(1) < 0xA0) return 0;
  if (first == 0xED && at(1) > 0x9F) return 0;
  if (first == 0xF0 && at(1) < 0x90) return 0;
  if (first == 0xF4 && at(1) > 0x8F) return 0;
  return length;
}

void append_code_point(std::string& out, unsigned code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0U | (code >> 6U));
    out += static_cast<char>(0x80U | (code & 0x3FU));
  } else {
    out += static_cast<char>(0xE0U | (code >> 12U));
    out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (code & 0x3FU));
  }
}

/// The characters of Windows-1252 from 0x80 to 0x9F; 0 where it has none.
constexpr std::array<unsigned, 32> kWindows = {0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
                                               0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178};

/// The text with every byte that is no UTF-8 read as Windows-1252; tells how many there were. No byte order mark, no NUL.
std::string to_utf8(std::string_view bytes, std::size_t& bad) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  std::string out;
  out.reserve(bytes.size());
  while (!bytes.empty()) {
    const std::size_t length = character_length(bytes);
    if (length > 0) {
      if (bytes[0] == '\0') out += ' ';
      else out += bytes.substr(0, length);
      bytes.remove_prefix(length);
      continue;
    }
    const auto byte = static_cast<unsigned char>(bytes[0]);
    const unsigned code = byte < 0xA0 ? kWindows[byte - 0x80U] : byte;
    append_code_point(out, code == 0 ? 0xFFFDU : code);
    bytes.remove_prefix(1);
    ++bad;
  }
  return out;
}

/// Text as it grows: blanks are folded, a paragraph begins a line of its own.
class Paragraphs {
 public:
  void text(std::string_view words) {
    for (const char c : words) {
      if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f') {
        blank_ = true;
        continue;
      }
      if (blank_ && !out_.empty() && out_.back() != '\n' && out_.back() != '\t') out_ += ' ';
      blank_ = false;
      out_ += c;
    }
  }
  void break_line() {
    blank_ = false;
    while (!out_.empty() && out_.back() == '\t') out_.pop_back();
    if (!out_.empty() && out_.back() != '\n') out_ += '\n';
  }
  void cell() {
    blank_ = false;
    if (!out_.empty() && out_.back() != '\n') out_ += '\t';
  }
  std::string take() {
    break_line();
    return std::move(out_);
  }
  [[nodiscard]] std::size_t size() const { return out_.size(); }

 private:
  std::string out_;
  bool blank_ = false;
};

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) { return std::find(names.begin(), names.end(), name) != names.end(); }

struct SaxState {
  Paragraphs out;
  int unseen = 0;  ///< depth of elements whose text people do not see
};

void html_start(void* data, const xmlChar* name, const xmlChar** /*attributes*/) {
  auto& state = *static_cast<SaxState*>(data);
  const std::string_view tag = reinterpret_cast<const char*>(name);
  if (is_one_of(tag, {"script", "style", "noscript", "template", "head", "svg", "iframe", "object"})) ++state.unseen;
  if (is_one_of(tag, {"td", "th"})) state.out.cell();
  if (is_one_of(tag, {"p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer", "blockquote", "pre", "title", "dt", "dd", "hr", "figcaption", "caption"}))
    state.out.break_line();
}

void html_end(void* data, const xmlChar* name) {
  auto& state = *static_cast<SaxState*>(data);
  const std::string_view tag = reinterpret_cast<const char*>(name);
  if (is_one_of(tag, {"script", "style", "noscript", "template", "head", "svg", "iframe", "object"}) && state.unseen > 0) --state.unseen;
  if (is_one_of(tag, {"p", "div", "li", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer", "blockquote", "pre", "dt", "dd", "figcaption", "caption"}))
    state.out.break_line();
}

void html_text(void* data, const xmlChar* text, int length) {
  auto& state = *static_cast<SaxState*>(data);
  if (state.unseen == 0 && length > 0) state.out.text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(length)});
}

std::string text_of_html(const std::string& utf8, const std::string& name) {
  SaxState state;
  htmlSAXHandler handler{};
  handler.startElement = html_start;
  handler.endElement = html_end;
  handler.characters = html_text;
  handler.ignorableWhitespace = html_text;
  // Scripts and styles reach cdataBlock, which nobody listens to.
  const std::unique_ptr<htmlParserCtxt, decltype(&htmlFreeParserCtxt)> parser(htmlCreatePushParserCtxt(&handler, &state, nullptr, 0, nullptr, XML_CHAR_ENCODING_UTF8), &htmlFreeParserCtxt);
  if (!parser) refuse("the HTML cannot be read", name, "save it as plain text");
  htmlCtxtUseOptions(parser.get(), HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
  // In pieces, so that a page that only nests can be stopped.
  constexpr std::size_t kPiece = 4096;
  for (std::size_t at = 0; at < utf8.size(); at += kPiece) {
    htmlParseChunk(parser.get(), utf8.data() + at, static_cast<int>(std::min(kPiece, utf8.size() - at)), 0);
    if (parser->nameNr > kDeepest) refuse("the HTML nests deeper than any page does", name, "save the page as plain text");
  }
  htmlParseChunk(parser.get(), nullptr, 0, 1);
  return state.out.take();
}

struct WordState {
  Paragraphs out;
  XML_Parser parser = nullptr;
  int depth = 0, in_text = 0;
  bool too_deep = false;
};

std::string_view local_name(const char* name) {
  const std::string_view text = name;
  const auto colon = text.rfind(':');
  return colon == std::string_view::npos ? text : text.substr(colon + 1);
}

void XMLCALL word_start(void* data, const char* name, const char** /*attributes*/) {
  auto& state = *static_cast<WordState*>(data);
  if (++state.depth > kDeepest) {
    state.too_deep = true;
    XML_StopParser(state.parser, XML_FALSE);
    return;
  }
  const std::string_view tag = local_name(name);
  if (tag == "t") ++state.in_text;
  else if (tag == "tab") state.out.text(" ");
  else if (is_one_of(tag, {"br", "cr", "p"})) state.out.break_line();
  else if (tag == "noBreakHyphen") state.out.text("-");
}

void XMLCALL word_end(void* data, const char* name) {
  auto& state = *static_cast<WordState*>(data);
  --state.depth;
  const std::string_view tag = local_name(name);
  if (tag == "t" && state.in_text > 0) --state.in_text;
  else if (tag == "p" || tag == "tr") state.out.break_line();
}

void XMLCALL word_text(void* data, const char* text, int length) {
  auto& state = *static_cast<WordState*>(data);
  if (state.in_text > 0) state.out.text({text, static_cast<std::size_t>(length)});
}

std::string text_of_word_part(const std::string& xml, const std::string& name) {
  WordState state;
  const std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> parser(XML_ParserCreate("UTF-8"), &XML_ParserFree);
  state.parser = parser.get();
  XML_SetUserData(parser.get(), &state);
  XML_SetElementHandler(parser.get(), word_start, word_end);
  XML_SetCharacterDataHandler(parser.get(), word_text);
  const bool good = XML_Parse(parser.get(), xml.data(), static_cast<int>(xml.size()), XML_TRUE) == XML_STATUS_OK;
  if (state.too_deep) refuse("the document nests deeper than any document does", name, "save it again from the word processor, or as plain text");
  if (!good)
    refuse(std::string("the document's text is damaged: ") + XML_ErrorString(XML_GetErrorCode(parser.get())), name, "save it again from the word processor, or as plain text");
  return state.out.take();
}

/// One part of a zip, empty where it is not there.
std::string zip_part(std::string_view bytes, const std::string& part, const std::string& name) {
  const std::unique_ptr<archive, decltype(&archive_read_free)> reader(archive_read_new(), &archive_read_free);
  archive_read_support_format_zip(reader.get());
  if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) refuse("the file is no document that can be opened", name, "give a .txt, .md, .html or .docx file");
  archive_entry* entry = nullptr;
  int members = 0;
  while (true) {
    const int state = archive_read_next_header(reader.get(), &entry);
    if (state == ARCHIVE_EOF) return {};
    if (state < ARCHIVE_WARN || ++members > 10'000) refuse("the document is damaged", name, "save it again from the word processor");
    const char* path = archive_entry_pathname(entry);
    if (!path || part != path) continue;
    std::string text;
    std::array<char, 65536> buffer{};
    while (true) {
      const la_ssize_t read = archive_read_data(reader.get(), buffer.data(), buffer.size());
      if (read < 0) refuse("the document is damaged", name, "save it again from the word processor");
      if (read == 0) return text;
      text.append(buffer.data(), static_cast<std::size_t>(read));
      if (text.size() > kMostBytes) refuse("the document unpacks to more than 64 MB", name, "save the text alone, as plain text");
    }
  }
}

std::string text_of_docx(std::string_view bytes, const std::string& name) {
  const std::string body = zip_part(bytes, "word/document.xml", name);
  if (body.empty()) refuse("the zip holds no word/document.xml, so it is no docx", name, "give a .txt, .md, .html or .docx file");
  std::string text = text_of_word_part(body, name);
  for (const char* part : {"word/footnotes.xml", "word/endnotes.xml"}) {
    const std::string notes = zip_part(bytes, part, name);
    if (!notes.empty()) text += text_of_word_part(notes, name);
  }
  return text;
}

bool looks_like_html(std::string_view bytes, const std::string& name) {
  std::string lower = name;
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (lower.ends_with(".html") || lower.ends_with(".htm") || lower.ends_with(".xhtml")) return true;
  if (lower.ends_with(".txt") || lower.ends_with(".md")) return false;
  const auto first = bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first == std::string_view::npos || bytes[first] != '<') return false;
  std::string head(bytes.substr(first, 16));
  std::transform(head.begin(), head.end(), head.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return head.starts_with("<!doctype html") || head.starts_with("<html") || head.starts_with("<head") || head.starts_with("<body") || head.starts_with("<p>") || head.starts_with("<div");
}

}  // namespace

Document read_document(std::string_view bytes, const std::string& name) {
  if (bytes.size() > kMostBytes) refuse("the text is larger than 64 MB", name, "check it in parts");
  Document document;
  if (bytes.starts_with("PK\x03\x04")) {
    document.text = text_of_docx(bytes, name);
    document.extracted = true;
    return document;
  }
  for (const std::string_view start : {"%PDF-", "\xD0\xCF\x11\xE0", "\x89PNG", "\x1F\x8B"})
    if (bytes.starts_with(start)) refuse("the file is no text, HTML or docx", name, "save it as .docx, .html or plain text");
  const auto zeros = static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\0'));
  if (zeros > bytes.size() / 16) refuse("the file is no text in UTF-8 or Windows-1252", name, "save it as plain text in UTF-8");
  std::size_t bad = 0;
  document.text = to_utf8(bytes, bad);
  if (bad > 0) document.notes.push_back(std::to_string(bad) + " bytes of " + name + " are no UTF-8 and were read as Windows-1252");
  if (looks_like_html(bytes, name)) {
    document.text = text_of_html(document.text, name);
    document.extracted = true;
  }
  return document;
}

}  // namespace dmp::claims
