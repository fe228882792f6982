#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dmp::claims {

/// A text to be checked.
struct Document {
  std::string text;                ///< UTF-8; offsets of claims count its characters
  bool extracted = false;          ///< it was taken out of HTML or docx, so that offsets are not those of the file
  std::vector<std::string> notes;  ///< what the reader should be told (bytes that were no UTF-8)
};

/// The text of a file's bytes. What the file is shows in its bytes: a zip is a docx, a document that begins with a tag or
/// whose name ends in .htm(l) is HTML, everything else text or Markdown as it is. Of HTML and docx the text that people see, a line
/// a paragraph, cells of tables separated by tabs; scripts, styles and comments are left out and nothing is fetched. Bytes that are no
/// UTF-8 are read as Windows-1252. Throws core::UserError (data) for what is no document, is damaged or unpacks to more than 64 MB.
Document read_document(std::string_view bytes, const std::string& name);

}  // namespace dmp::claims
