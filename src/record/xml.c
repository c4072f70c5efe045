/* SPDX-License-Identifier: Apache-2.0 */
/* Reading and writing of XML by libxml2, reduced to what records need: elements, attributes and text. */
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/xmlwriter.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "record/record.h"

enum { SIZE_MAX_BYTES = 256 << 20, ELEMENTS_MAX = 1000000, ATTRIBUTES_MAX = 100, NAMESPACES_MAX = 200 };

struct tp_xml {
    xmlDoc *document;
};

bool tp_xml_detect(const uint8_t *data, size_t size_bytes)
{
    size_t at = size_bytes >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

    while (at < size_bytes && strchr(" \t\r\n", data[at]) && data[at])
        at++;
    return at < size_bytes && data[at] == '<';
}

static pthread_once_t once = PTHREAD_ONCE_INIT;

/* What the parser refuses beyond bad XML. */
struct guard {
    size_t elements;
    bool has_subset, is_too_large;
};

static void refuse_subset(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    xmlParserCtxt *parser = context;
    struct guard *guard = parser->_private;

    (void)name, (void)external, (void)system;
    guard->has_subset = true;
    xmlStopParser(parser);
}

/* Small elements take much memory: their number is limited, not only the file's size. Every name is looked for among
 * all namespaces that are in force. */
static void start_element(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                          int namespace_count, const xmlChar **namespaces, int attribute_count, int defaulted,
                          const xmlChar **attributes)
{
    xmlParserCtxt *parser = context;
    struct guard *guard = parser->_private;

    if (++guard->elements > ELEMENTS_MAX || namespace_count > ATTRIBUTES_MAX || attribute_count > ATTRIBUTES_MAX ||
        parser->nsNr / 2 > NAMESPACES_MAX) {
        guard->is_too_large = true;
        xmlStopParser(parser);
        return;
    }
    xmlSAX2StartElementNs(context, name, prefix, uri, namespace_count, namespaces, attribute_count, defaulted,
                          attributes);
}

static void ignore_words(void *context, xmlError *error)
{
    (void)context, (void)error;
}

/* The parser's last message without its newline. */
static tp_status fail_parse(xmlParserCtxt *parser, struct tp_diag *diag)
{
    const xmlError *error = xmlCtxtGetLastError(parser);
    const char *words = error && error->message ? error->message : "not well-formed";
    char field[32];

    if (error && error->code == XML_ERR_NO_MEMORY)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    snprintf(field, sizeof field, "XML line %d", error ? error->line : 0);
    return tp_fail(diag, TP_E_FORMAT, field, -1, "%.*s", (int)strcspn(words, "\n"), words);
}

static tp_status parse(xmlParserCtxt *parser, const uint8_t *data, size_t size_bytes, xmlDoc **out,
                       struct tp_diag *diag)
{
    struct guard guard = {0};
    tp_status status;

    parser->_private = &guard;
    parser->sax->internalSubset = refuse_subset;
    parser->sax->startElementNs = start_element;
    parser->sax->comment = NULL;
    parser->sax->processingInstruction = NULL;
    parser->sax->serror = ignore_words;
    *out = xmlCtxtReadMemory(parser, (const char *)data, (int)size_bytes, NULL, NULL,
                             XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA |
                                 XML_PARSE_COMPACT);
    parser->_private = NULL;
    if (!guard.has_subset && !guard.is_too_large)
        return *out ? TP_OK : fail_parse(parser, diag);
    if (guard.has_subset)
        status = tp_fail(diag, TP_E_FORMAT, "DOCTYPE", -1, "a document type declaration is not accepted");
    else
        status = tp_fail(diag, TP_E_LIMIT, "XML", -1, "more than %d elements, or %d attributes of one", ELEMENTS_MAX,
                         ATTRIBUTES_MAX);
    xmlFreeDoc(*out);
    *out = NULL;
    return status;
}

/* ---- what libxml2 takes too long for ----------------------------------------------------------------------------- */

static bool starts_with(struct tp_bytes in, const char *words)
{
    return in.size_bytes >= strlen(words) && memcmp(in.data, words, strlen(words)) == 0;
}

static struct tp_bytes skip(struct tp_bytes in, size_t size_bytes)
{
    size_bytes = TP_MIN(size_bytes, in.size_bytes);
    return (struct tp_bytes){in.data + size_bytes, in.size_bytes - size_bytes};
}

/* What follows END; nothing when it does not come. */
static struct tp_bytes skip_to(struct tp_bytes in, const char *end)
{
    const uint8_t *at = memmem(in.data, in.size_bytes, end, strlen(end));

    return skip(in, at ? (size_t)(at - in.data) + strlen(end) : in.size_bytes);
}

/* What is left of IN, which is behind the "<" of an element, at the end of its tag; *COUNT attributes further. */
static struct tp_bytes skip_tag(struct tp_bytes in, size_t *count)
{
    while (in.size_bytes > 0 && *in.data != '>' && *count <= ATTRIBUTES_MAX) {
        const char quote[] = {(char)*in.data, '\0'};

        in = skip(in, 1);
        if (*quote != '"' && *quote != '\'')
            continue;
        in = skip_to(in, quote);
        ++*count;
    }
    return in;
}

/* libxml2 compares every attribute of an element with every other one before it hands them over. */
static bool has_too_many_attributes(struct tp_bytes in)
{
    for (in = skip_to(in, "<"); in.size_bytes > 0; in = skip_to(in, "<")) {
        size_t count = 0;

        if (starts_with(in, "!--"))
            in = skip_to(skip(in, 3), "-->");
        else if (starts_with(in, "![CDATA["))
            in = skip_to(in, "]]>");
        else if (starts_with(in, "?"))
            in = skip_to(in, "?>");
        else
            in = skip_tag(in, &count);
        if (count > ATTRIBUTES_MAX)
            return true;
    }
    return false;
}

/* Encodings in which an ASCII byte is always that character: others could hide tags from what is above. */
static bool has_plain_encoding(struct tp_bytes in)
{
    static const char *const plain[] = {"utf-8", "us-ascii", "ascii", "iso-8859-", "windows-125"};
    struct tp_bytes words = {in.data, TP_MIN(in.size_bytes, (size_t)1024)}, name;
    const uint8_t *end = memmem(words.data, words.size_bytes, "?>", 2);

    if (memchr(in.data, 0, in.size_bytes))
        return false;
    if (!memmem(words.data, words.size_bytes, "<?xml", 5))
        return true;
    words.size_bytes = end ? (size_t)(end - words.data) : words.size_bytes;
    name = skip_to(words, "encoding");
    while (name.size_bytes > 0 && strchr(" \t\r\n=\"'", *name.data))
        name = skip(name, 1);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(plain); i++)
        if (name.size_bytes >= strlen(plain[i]) &&
            strncasecmp((const char *)name.data, plain[i], strlen(plain[i])) == 0)
            return true;
    return name.size_bytes == 0;
}

static tp_status check_bytes(struct tp_bytes in, struct tp_diag *diag)
{
    if (in.size_bytes > SIZE_MAX_BYTES)
        return tp_fail(diag, TP_E_LIMIT, "XML", -1, "%zu bytes; at most %d are accepted", in.size_bytes,
                       SIZE_MAX_BYTES);
    if (!has_plain_encoding(in))
        return tp_fail(diag, TP_E_FORMAT, "XML", -1, "neither in UTF-8 nor in another encoding that is read");
    if (has_too_many_attributes(in))
        return tp_fail(diag, TP_E_LIMIT, "XML", -1, "more than %d attributes of one element", ATTRIBUTES_MAX);
    return TP_OK;
}

tp_status tp_xml_parse(const uint8_t *data, size_t size_bytes, struct tp_xml **out, struct tp_diag *diag)
{
    xmlParserCtxt *parser;
    xmlDoc *document;
    void *memory;
    tp_status status;

    *out = NULL;
    pthread_once(&once, xmlInitParser);
    status = check_bytes((struct tp_bytes){data, size_bytes}, diag);
    if (status != TP_OK)
        return status;
    parser = xmlNewParserCtxt();
    if (!parser)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    status = parse(parser, data, size_bytes, &document, diag);
    xmlFreeParserCtxt(parser);
    if (status != TP_OK)
        return status;
    status = tp_alloc_zero(&memory, 1, sizeof **out, diag);
    if (status != TP_OK) {
        xmlFreeDoc(document);
        return status;
    }
    *out = memory;
    (*out)->document = document;
    return TP_OK;
}

void tp_xml_free(struct tp_xml **xml)
{
    if (!*xml)
        return;
    xmlFreeDoc((*xml)->document);
    free(*xml);
    *xml = NULL;
}

static xmlNode *node_of(const struct tp_xml_node *node)
{
    return (xmlNode *)(uintptr_t)node;
}

const struct tp_xml_node *tp_xml_root(const struct tp_xml *xml)
{
    return (const struct tp_xml_node *)xmlDocGetRootElement(xml->document);
}

const char *tp_xml_name(const struct tp_xml_node *node)
{
    return (const char *)node_of(node)->name;
}

const char *tp_xml_namespace(const struct tp_xml_node *node)
{
    const xmlNs *ns = node_of(node)->ns;
    return ns && ns->href ? (const char *)ns->href : "";
}

int tp_xml_line(const struct tp_xml_node *node)
{
    return (int)xmlGetLineNo(node_of(node));
}

/* The first element of that name at or after NODE. */
static const struct tp_xml_node *first_from(const xmlNode *node, const char *name)
{
    for (; node; node = node->next)
        if (node->type == XML_ELEMENT_NODE && (!name || strcmp((const char *)node->name, name) == 0))
            break;
    return (const struct tp_xml_node *)node;
}

const struct tp_xml_node *tp_xml_child(const struct tp_xml_node *node, const char *name)
{
    return first_from(node_of(node)->children, name);
}

const struct tp_xml_node *tp_xml_next(const struct tp_xml_node *node, const char *name)
{
    return first_from(node_of(node)->next, name);
}

/* A copy of WORDS, which libxml2 allocated and which is freed, without the blanks at both ends. */
static tp_status trimmed(xmlChar *words, char **out, struct tp_diag *diag)
{
    const char *begin = (const char *)words;
    size_t length;

    *out = NULL;
    if (!words)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    begin += strspn(begin, " \t\r\n");
    length = strlen(begin);
    while (length > 0 && strchr(" \t\r\n", begin[length - 1]))
        length--;
    *out = strndup(begin, length);
    xmlFree(words);
    return *out ? TP_OK : tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
}

tp_status tp_xml_text(const struct tp_xml_node *node, char **out, struct tp_diag *diag)
{
    return trimmed(xmlNodeGetContent(node_of(node)), out, diag);
}

tp_status tp_xml_attribute(const struct tp_xml_node *node, const char *name, char **out, struct tp_diag *diag)
{
    xmlChar *words = xmlGetProp(node_of(node), (const xmlChar *)name);

    *out = NULL;
    return words ? trimmed(words, out, diag) : TP_OK;
}

/* ---- writing ------------------------------------------------------------------------------------------------------
 */

struct tp_xml_writer {
    xmlBuffer *buffer;
    xmlTextWriter *writer;
    bool bad;
};

static void note(struct tp_xml_writer *writer, int result)
{
    writer->bad = writer->bad || result < 0;
}

tp_status tp_xml_writer_new(struct tp_xml_writer **out, struct tp_diag *diag)
{
    struct tp_xml_writer *writer = calloc(1, sizeof *writer);

    *out = writer;
    if (writer) {
        pthread_once(&once, xmlInitParser);
        writer->buffer = xmlBufferCreate();
        writer->writer = writer->buffer ? xmlNewTextWriterMemory(writer->buffer, 0) : NULL;
    }
    if (!writer || !writer->writer) {
        tp_xml_writer_free(out);
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    }
    note(writer, xmlTextWriterSetIndent(writer->writer, 1));
    note(writer, xmlTextWriterStartDocument(writer->writer, NULL, "UTF-8", NULL));
    return TP_OK;
}

void tp_xml_writer_free(struct tp_xml_writer **writer)
{
    if (!*writer)
        return;
    xmlFreeTextWriter((*writer)->writer);
    xmlBufferFree((*writer)->buffer);
    free(*writer);
    *writer = NULL;
}

/* A copy of TEXT in which characters that XML cannot hold, and bytes that are no UTF-8, are '?'. */
static xmlChar *presentable(const char *text)
{
    size_t length = strlen(text);
    xmlChar *copy = xmlStrndup((const xmlChar *)text, (int)length);

    for (size_t at = 0; copy && at < length;) {
        int size = (int)TP_MIN(length - at, (size_t)4), c = xmlGetUTF8Char(copy + at, &size);
        bool fine = c >= 0 && (c >= 0x20 || c == '\t' || c == '\n' || c == '\r') && c != 0xfffe && c != 0xffff &&
                    (c < 0xd800 || c > 0xdfff);
        if (!fine)
            copy[at] = '?';
        at += fine ? (size_t)size : 1;
    }
    return copy;
}

void tp_xml_open(struct tp_xml_writer *writer, const char *name)
{
    note(writer, xmlTextWriterStartElement(writer->writer, (const xmlChar *)name));
}

void tp_xml_close(struct tp_xml_writer *writer)
{
    note(writer, xmlTextWriterEndElement(writer->writer));
}

void tp_xml_add_attribute(struct tp_xml_writer *writer, const char *name, const char *value)
{
    xmlChar *words = presentable(value);

    note(writer, words ? xmlTextWriterWriteAttribute(writer->writer, (const xmlChar *)name, words) : -1);
    xmlFree(words);
}

void tp_xml_add_text(struct tp_xml_writer *writer, const char *text)
{
    xmlChar *words = presentable(text);

    note(writer, words ? xmlTextWriterWriteString(writer->writer, words) : -1);
    xmlFree(words);
}

void tp_xml_add_element(struct tp_xml_writer *writer, const char *name, const char *text)
{
    tp_xml_open(writer, name);
    tp_xml_add_text(writer, text);
    tp_xml_close(writer);
}

tp_status tp_xml_finish(struct tp_xml_writer *writer, struct tp_buffer *out, struct tp_diag *diag)
{
    note(writer, xmlTextWriterEndDocument(writer->writer));
    tp_write_bytes(out, xmlBufferContent(writer->buffer), (size_t)xmlBufferLength(writer->buffer));
    if (writer->bad || out->bad)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    return TP_OK;
}
