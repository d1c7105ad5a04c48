/** What the server answers, where the absence of an answer and a problem that the server names are told apart. */

/**
 * The JSON of an answer; null where there is none.
 * @param {Promise<Response>} asked
 * @returns {Promise<any>}
 */
export const answerOrNull = (asked) => asked.then((answer) => answer.json()).catch(() => null);
