#include "reports/convert.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <future>
#include <memory>
#include <regex>
#include <thread>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "core/period.hpp"
#include "reports/reference_documents.hpp"
#include "reports/zip_writer.hpp"

namespace dmp::reports {
namespace {

namespace fs = std::filesystem;

constexpr auto kPatience = std::chrono::seconds(180);

/// A program of these names on the path, or the one that the environment variable names; empty where there is none.
std::string program_named(const std::vector<std::string>& names, const char* variable = nullptr) {
  if (const char* given = variable ? std::getenv(variable) : nullptr; given && *given) return given;
  const char* path = std::getenv("PATH");
  std::string rest = path ? path : "/usr/local/bin:/usr/bin:/bin";
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    for (const std::string& name : names) {
      const std::string candidate = rest.substr(0, end) + "/" + name;
      if (end > 0 && access(candidate.c_str(), X_OK) == 0) return candidate;
    }
    rest.erase(0, end + 1);
  }
  return {};
}

std::string need_program(const std::vector<std::string>& names, const std::string& purpose, const std::string& package, const char* variable = nullptr) {
  const std::string program = program_named(names, variable);
  if (program.empty())
    throw core::UserError(core::ErrorKind::resource, fmt::format("{}, which is not on this machine", purpose), fmt::format("install it: apt-get install {}; or take --as html, xlsx or ods, which need nothing", package));
  return program;
}

/// Runs a program to its end in a folder; its messages go to log. False where it failed or took too long.
bool run(const std::vector<std::string>& words, const fs::path& folder, const fs::path& log, const std::vector<std::string>& environment = {}) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  std::vector<char*> variables;
  for (const std::string& one : environment) variables.push_back(const_cast<char*>(one.c_str()));
  for (char** one = environ; *one; ++one) variables.push_back(*one);
  variables.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t child = 0;
  const int failed = posix_spawn(&child, words.front().c_str(), &actions, nullptr, arguments.data(), variables.data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return false;
  const auto end = std::chrono::steady_clock::now() + kPatience;
  auto pause = std::chrono::milliseconds(2);
  for (int status = 0;;) {
    const pid_t done = waitpid(child, &status, WNOHANG);
    if (done == child) return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (done < 0) return false;
    if (std::chrono::steady_clock::now() > end) {
      kill(child, SIGKILL);
      waitpid(child, &status, 0);
      return false;
    }
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, std::chrono::milliseconds(50));
  }
}

/// The last lines of what a program said.
std::string last_words(const fs::path& log) {
  std::error_code ignored;
  if (!fs::exists(log, ignored)) return "it said nothing";
  std::string text = core::read_file(log);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const std::size_t start = text.rfind('\n');
  if (start != std::string::npos) text.erase(0, start + 1);
  return text.empty() ? "it said nothing" : text.substr(0, 300);
}

[[noreturn]] void refuse(const std::string& program, const fs::path& log, const fs::path& file) {
  throw core::UserError(core::ErrorKind::resource, program + " could not make the report: " + last_words(log), {file.string()}, "check the space on the disk; --as html needs no other program");
}

/// The pictures as PNG at twice their size, on as many threads as there are processors.
void draw_pictures(const std::vector<Picture>& pictures, const fs::path& folder) {
  if (pictures.empty()) return;
  const std::string program = need_program({"rsvg-convert"}, "pictures for word processors are made by rsvg-convert of librsvg", "librsvg2-bin");
  fs::create_directories(folder / "figures");
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  const auto work = [&] {
    for (std::size_t i = next++; i < pictures.size() && !failed; i = next++) {
      const fs::path svg = folder / "figures" / (pictures[i].name + ".svg");
      core::write_file_whole(svg, pictures[i].svg);
      if (!run({program, "--zoom", "2", "--background-color", "white", "--output", (folder / "figures" / (pictures[i].name + ".png")).string(), svg.string()}, folder, folder / "log")) failed = true;
    }
  };
  std::vector<std::future<void>> workers;
  for (unsigned i = 0; i < std::clamp(std::thread::hardware_concurrency(), 1u, 8u); ++i) workers.push_back(std::async(std::launch::async, work));
  for (auto& worker : workers) worker.get();
  if (failed) refuse("rsvg-convert", folder / "log", folder);
}

std::string as_xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (static_cast<unsigned char>(c) >= 0x20) out += c;
  }
  return out;
}

/// A frame's size in points, no wider than the page's text.
std::string with_size(const std::string& frame) {
  static const std::regex size(R"re(svg:width="([0-9.]+)pt" svg:height="([0-9.]+)pt")re");
  std::smatch found;
  constexpr double kWidest = 481;
  if (!std::regex_search(frame, found, size)) return frame;
  const double width = std::stod(found[1]), height = std::stod(found[2]);
  if (width <= kWidest) return frame;
  return found.prefix().str() + fmt::format("svg:width=\"{:.1f}pt\" svg:height=\"{:.1f}pt\"", kWidest, height * kWidest / width) + found.suffix().str();
}

/// pandoc of Debian 12 leaves the text alternative out of ODT and takes no notice of a picture's width: both are put into every picture's frame.
std::string with_descriptions(const std::string& content, const std::vector<Picture>& pictures) {
  std::string out;
  std::size_t at = 0, number = 0;
  for (std::size_t begin = content.find("<draw:frame"); begin != std::string::npos; begin = content.find("<draw:frame", at)) {
    const std::size_t open = content.find('>', begin), end = content.find("</draw:frame>", begin);
    if (open == std::string::npos || end == std::string::npos) break;
    out += content.substr(at, begin - at) + with_size(content.substr(begin, open - begin)) + content.substr(open, end - open);
    if (number < pictures.size()) out += "<svg:desc>" + as_xml(pictures[number++].alternative) + "</svg:desc>";
    out += "</draw:frame>";
    at = end + 13;
  }
  return out + content.substr(at);
}

/// The members of a zip file, in their order.
std::vector<std::pair<std::string, std::string>> members_of(const fs::path& file) {
  std::vector<std::pair<std::string, std::string>> members;
  const std::unique_ptr<archive, int (*)(archive*)> zip(archive_read_new(), archive_read_free);
  archive_read_support_format_zip(zip.get());
  archive_entry* entry = nullptr;
  if (archive_read_open_filename(zip.get(), file.c_str(), 1 << 16) != ARCHIVE_OK) return members;
  while (archive_read_next_header(zip.get(), &entry) == ARCHIVE_OK) {
    std::string& bytes = members.emplace_back(archive_entry_pathname(entry), "").second;
    char block[1 << 15];
    for (la_ssize_t got = 0; (got = archive_read_data(zip.get(), block, sizeof block)) > 0;) bytes.append(block, static_cast<std::size_t>(got));
  }
  return members;
}

/// pandoc leaves the contents of DOCX to be filled in by Word, with page numbers: until then, and where nothing fills them in, they are links to the main headings.
std::string with_contents(const std::string& document) {
  static const std::regex heading("<w:p><w:pPr><w:pStyle w:val=\"Heading1\" /></w:pPr>(.*?)</w:p>"), words("<w:t[^>]*>([^<]*)</w:t>");
  static constexpr std::string_view kEmpty = "<w:fldChar w:fldCharType=\"separate\" /><w:fldChar w:fldCharType=\"end\" /></w:r></w:p>", kMark = "<w:bookmarkStart ", kName = " w:name=\"";
  const std::size_t empty = document.find(kEmpty);
  if (empty == std::string::npos) return document;
  std::string links;
  for (auto found = std::sregex_iterator(document.begin(), document.end(), heading); found != std::sregex_iterator(); ++found) {
    const std::string inside = (*found)[1];
    const std::size_t mark = document.rfind(kMark, static_cast<std::size_t>(found->position())), name = mark == std::string::npos ? mark : document.find(kName, mark);
    if (name == std::string::npos) continue;
    const std::string anchor = document.substr(name + kName.size(), document.find('"', name + kName.size()) - name - kName.size());
    std::string title;
    for (auto word = std::sregex_iterator(inside.begin(), inside.end(), words); word != std::sregex_iterator(); ++word) title += (*word)[1];
    if (!links.empty()) links += "</w:p><w:p><w:pPr><w:pStyle w:val=\"TOC1\" /></w:pPr>";
    links += fmt::format("<w:hyperlink w:anchor=\"{}\"><w:r><w:rPr><w:rStyle w:val=\"Hyperlink\" /></w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r></w:hyperlink>", anchor, title);
  }
  return document.substr(0, empty) + "<w:fldChar w:fldCharType=\"separate\" /></w:r>" + links + "</w:p><w:p><w:r><w:fldChar w:fldCharType=\"end\" /></w:r></w:p>" + document.substr(empty + kEmpty.size());
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) text.replace(at, what.size(), by);
}

/// In ODT pandoc writes no contents at all but only how they would be made, and gives no cell a line or room.
std::string with_contents_and_lines(std::string content) {
  static const std::regex heading("<text:h text:style-name=\"Heading_20_1\" text:outline-level=\"1\"><text:bookmark-start\\s+text:name=\"([^\"]*)\" />([^<]*)<");
  static constexpr std::string_view kSource = "</text:table-of-content-source>";
  std::string body = "<text:index-body><text:index-title text:name=\"Contents_Head\"><text:p text:style-name=\"Contents_20_Heading\">Contents</text:p></text:index-title>";
  for (auto found = std::sregex_iterator(content.begin(), content.end(), heading); found != std::sregex_iterator(); ++found)
    body += fmt::format("<text:p text:style-name=\"Contents_20_1\"><text:a xlink:type=\"simple\" xlink:href=\"#{}\">{}</text:a></text:p>", (*found)[1].str(), (*found)[2].str());
  if (const std::size_t source = content.find(kSource); source != std::string::npos) content.insert(source + kSource.size(), body + "</text:index-body>");
  static constexpr std::string_view kNone = "<style:table-cell-properties fo:border=\"none\" />", kHeading = "<style:style style:name=\"TableHeaderRowCell\"";
  if (const std::size_t style = content.find(kHeading); style != std::string::npos)
    if (const std::size_t none = content.find(kNone, style); none != std::string::npos)
      content.replace(none, kNone.size(), "<style:table-cell-properties fo:border=\"none\" fo:border-bottom=\"1pt solid #0b0c0c\" fo:padding=\"0.08cm\" style:vertical-align=\"bottom\" />");
  replace_all(content, kNone, "<style:table-cell-properties fo:border=\"none\" fo:border-bottom=\"0.5pt solid #b1b4b6\" fo:padding=\"0.08cm\" />");
  return content;
}

/// What pandoc leaves out is put into the file it made.
void complete(const fs::path& file, const std::vector<Picture>& pictures, int day) {
  auto members = members_of(file);
  ZipWriter zip(file, file, day);
  for (auto& [name, bytes] : members) {
    if (name == "content.xml") bytes = with_contents_and_lines(with_descriptions(bytes, pictures));
    if (name == "word/document.xml") bytes = with_contents(bytes);
    zip.add(name, bytes, name != "mimetype");
  }
  zip.close();
}

}  // namespace

void write_word_document(const Document& document, const Edition& edition, const fs::path& file, WordFormat format) {
  const std::string pandoc = need_program({"pandoc"}, "word-processor documents are made by pandoc", "pandoc librsvg2-bin");
  const core::TemporaryFolder work(fs::temp_directory_path(), "dmp-report-");
  const fs::path folder = fs::absolute(work.path());
  core::write_file_whole(folder / "report.html", document.html);
  const std::string kind = format == WordFormat::docx ? "docx" : "odt";
  core::write_file_whole(folder / ("reference." + kind), format == WordFormat::docx ? kReferenceDocx : kReferenceOdt);
  draw_pictures(document.pictures, folder);
  const auto day = core::parse_day(edition.period_end);
  // The end of the data's period in the document's properties, never the day of the run.
  const std::string date = fmt::format("SOURCE_DATE_EPOCH={}", static_cast<long long>(day && day->since_epoch > 3652 ? day->since_epoch : 10957) * 86400);
  const bool made = run({pandoc, "--from", "html", "--to", kind, "--standalone", "--toc", "--toc-depth=2", "--shift-heading-level-by=-1", "--reference-doc", "reference." + kind, "--metadata", "lang=en-GB", "--metadata", "toc-title=Contents", "--metadata", "title=" + edition.title, "--metadata",
                         "author=" + edition.organisation, "--output", "report." + kind, "report.html"},
                        folder, folder / "log", {date});
  if (!made) refuse("pandoc", folder / "log", file);
  complete(folder / ("report." + kind), document.pictures, day ? day->since_epoch : 10957);
  core::write_file_whole(file, core::read_file(folder / ("report." + kind)));
}

void write_pdf(const std::string& page, const fs::path& file) {
  const std::string chromium = need_program({"chromium", "chromium-browser", "google-chrome-stable", "google-chrome"}, "PDF is made by Chromium", "chromium", "DMP_CHROMIUM");
  const core::TemporaryFolder work(fs::temp_directory_path(), "dmp-report-");
  const fs::path folder = fs::absolute(work.path());
  core::write_file_whole(folder / "report.html", page);
  std::vector<std::string> words = {chromium, "--headless", "--disable-gpu", "--disable-extensions", "--disable-background-networking", "--no-first-run", "--no-pdf-header-footer", "--generate-pdf-document-outline",
                                    "--user-data-dir=" + (folder / "browser").string(), "--print-to-pdf=" + (folder / "report.pdf").string()};
  // Its sandbox refuses to work for root; the page it opens is our own and runs no script.
  if (geteuid() == 0) words.emplace_back("--no-sandbox");
  words.push_back("file://" + (folder / "report.html").string());
  std::error_code ignored;
  if (!run(words, folder, folder / "log") || !fs::exists(folder / "report.pdf", ignored)) refuse("Chromium", folder / "log", file);
  const std::string pdf = core::read_file(folder / "report.pdf");
  if (!pdf.starts_with("%PDF-") || pdf.find("/StructTreeRoot") == std::string::npos || pdf.find("/MarkInfo") == std::string::npos)
    throw core::UserError(core::ErrorKind::resource, "this Chromium makes PDF without tags, which people who use a screen reader need", {file.string()}, "update chromium; or take --as html, docx or odt");
  core::write_file_whole(file, pdf);
}

}  // namespace dmp::reports
